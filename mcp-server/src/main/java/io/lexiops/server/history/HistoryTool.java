package io.lexiops.server.history;

import io.lexiops.server.access.Fence;
import io.lexiops.server.change.OwnChanges;
import io.lexiops.server.kubernetes.ClusterReader;
import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static io.lexiops.server.tool.Parameter.Type.INTEGER;
import static io.lexiops.server.tool.Parameter.Type.STRING;
import static io.lexiops.server.tool.Parameter.optional;

/** What changed in a namespace. */
final class HistoryTool implements Tool {

    private static final Duration A_DAY = Duration.ofDays(1);

    private final ClusterReader reader;
    private final JdbcHistory history;
    private final EarlierChanges earlier;
    private final OwnChanges own;
    private final ServedContexts contexts;
    private final Fence fence;
    private final InstantSource clock;

    HistoryTool(
            ClusterReader reader,
            JdbcHistory history,
            EarlierChanges earlier,
            OwnChanges own,
            ServedContexts contexts,
            Fence fence,
            InstantSource clock) {
        this.reader = reader;
        this.history = history;
        this.earlier = earlier;
        this.own = own;
        this.contexts = contexts;
        this.fence = fence;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_changes",
                "What changed",
                ToolEffect.READ,
                "What changed in a namespace before it broke, newest first: time, who, object, field old -> new.",
                List.of(
                        optional("namespace", STRING, "default: the server's own"),
                        optional("kind", STRING, "for example Deployment"),
                        optional("name", STRING, "of the object"),
                        optional("since", STRING, "default 24h; or RFC 3339"),
                        optional("until", STRING, "default now"),
                        optional("limit", INTEGER, "default 20").between(1, 500),
                        optional("maxTokens", INTEGER, "default 4000").between(100, 100_000)),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var query = query(call);
        var since = history.since(query.context(), query.namespace());
        var changes = new ArrayList<>(history.find(query));
        var lines = new ArrayList<String>();
        var before = query.kinds().stream()
                .filter(kind -> !since.containsKey(kind) || since.get(kind).isAfter(query.since()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!before.isEmpty() && changes.size() < query.limit()) {
            var found = earlier.find(query, since);
            changes.addAll(found.changes());
            lines.add(ChangeLines.coverage(query, since));
            found.unread().forEach(what -> lines.add("not read: " + what));
        }
        int limit = query.limit() - 1;
        var asked = new Askers(
                own.written(query.context(), query.namespace(), query.since().minus(Askers.LONGEST), query.until()));
        lines.addAll(ChangeLines.of(changes, limit, asked));
        if (changes.isEmpty()) {
            lines.add("nothing changed since " + query.since());
        } else if (changes.size() > limit) {
            lines.add("there are more: ask with until, or with a higher limit");
        }
        var structured = new LinkedHashMap<String, Object>();
        structured.put("cluster", query.context());
        structured.put("namespace", query.namespace());
        structured.put("count", (long) Math.min(limit, changes.size()));
        watched(since, query.kinds()).ifPresent(start -> structured.put("watchedSince", start.toString()));
        var budget = new TokenBudget(call.arguments().integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        return ToolResult.of(new Degrading(budget).lines(lines), structured);
    }

    /** Since when all of the kinds are watched that are watched at all. */
    private static java.util.Optional<Instant> watched(Map<String, Instant> since, Set<String> kinds) {
        return since.entrySet().stream()
                .filter(entry -> kinds.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .max(Instant::compareTo);
    }

    private HistoryQuery query(ToolCall call) {
        var arguments = call.arguments();
        var now = clock.instant();
        return new HistoryQuery(
                ClusterContext.bound().map(ClusterContext::name).orElseGet(contexts::current),
                reader.namespace(call),
                kinds(arguments),
                arguments.textOrNull("name"),
                Moments.of(arguments, "since", now, now.minus(A_DAY)),
                Moments.of(arguments, "until", now, now),
                (int) arguments.integer("limit", 20) + 1);
    }

    private Set<String> kinds(ToolArguments arguments) {
        var word = arguments.textOrNull("kind");
        if (word == null) {
            return WatchedKind.ALL.stream()
                    .filter(this::isOpen)
                    .map(WatchedKind::kind)
                    .collect(Collectors.toSet());
        }
        var kind = WatchedKind.named(word)
                .orElseThrow(() -> new ToolFailed(
                        ErrorCode.INVALID_ARGUMENT,
                        "changes of '" + word + "' are not watched",
                        "watched: " + String.join(", ", new TreeSet<>(WatchedKind.names()))));
        fence.checkKind(kind.group() + "/", kind.kind());
        return Set.of(kind.kind());
    }

    private boolean isOpen(WatchedKind kind) {
        try {
            fence.checkKind(kind.group() + "/", kind.kind());
            return true;
        } catch (ToolFailed _) {
            // A kind that is closed is not spoken of.
            return false;
        }
    }
}
