package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Waits until objects are as wanted, and says what is missing when time is up. */
final class WaitTool implements Tool {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PROGRESS_EACH = Duration.ofSeconds(5);
    private static final long DEFAULT_SECONDS = 60;

    private final WriteCluster cluster;
    private final InstantSource clock;
    private final Redactor redactor;

    WaitTool(WriteCluster cluster, InstantSource clock, Redactor redactor) {
        this.cluster = cluster;
        this.clock = clock;
        this.redactor = redactor;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_wait",
                "Wait for an object",
                ToolEffect.READ,
                "Waits until objects are as wanted; when time is up it says what is missing, with the reason of the first"
                        + " pod that fails.",
                List.of(
                        ReadArguments.KIND_REQUIRED,
                        required(
                                "for",
                                Parameter.Type.STRING,
                                "available, ready, complete, deleted, condition=Ready, condition=Ready=False, or CEL:"
                                        + " object.status.phase == 'Running'"),
                        optional("name", Parameter.Type.STRING, "this or labelSelector"),
                        optional("labelSelector", Parameter.Type.STRING, "app=web"),
                        ReadArguments.NAMESPACE,
                        optional("timeout", Parameter.Type.INTEGER, "seconds, default 60")
                                .between(1, 600),
                        ReadArguments.API_VERSION),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var goal = WaitGoal.of(call.arguments().text("for"), cluster.readiness(), redactor);
        var wanted = wanted(call);
        var start = clock.instant();
        var end = start.plusSeconds(call.arguments().integer("timeout", DEFAULT_SECONDS));
        var told = start;
        while (true) {
            var missing = wanted.missing(goal);
            var now = clock.instant();
            if (missing.isEmpty()) {
                return done(wanted, goal, Duration.between(start, now));
            }
            if (!now.isBefore(end)) {
                throw timedOut(wanted, goal, Duration.between(start, now), missing);
            }
            if (Duration.between(told, now).compareTo(PROGRESS_EACH) >= 0) {
                call.context().progress("waiting for " + wanted.words() + ": " + missing.getFirst());
                told = now;
            }
            pause(call);
        }
    }

    /** The objects that are waited for: one by its name, or those that a selector finds each time. */
    private interface Wanted {

        String words();

        List<String> missing(WaitGoal goal);
    }

    private Wanted wanted(ToolCall call) {
        var arguments = call.arguments();
        if (arguments.has("name") == arguments.has("labelSelector")) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "k8s_wait takes either 'name' or 'labelSelector'",
                    "name one object, or a selector such as app=web");
        }
        return arguments.has("name")
                ? one(
                        cluster.ref(arguments, call.caller()),
                        arguments.text("for").equals("deleted"))
                : all(call);
    }

    private Wanted one(ObjectRef ref, boolean gone) {
        if (!gone) {
            // A name that is mistyped is said at once, with the names that are near.
            cluster.kubernetes().get(ref);
        }
        return new Wanted() {
            @Override
            public String words() {
                return ref.toString();
            }

            @Override
            public List<String> missing(WaitGoal goal) {
                return goal.missing(
                        ref.toString(), cluster.kubernetes().find(ref).stream().toList());
            }
        };
    }

    private Wanted all(ToolCall call) {
        var arguments = call.arguments();
        var type = cluster.kubernetes().type(arguments.text("kind"), arguments.textOrNull("apiVersion"));
        var namespace = type.namespaced() ? cluster.namespace(arguments, call.caller()) : null;
        var query = ListQuery.selected(type, namespace, arguments.text("labelSelector"));
        var words = type.plural() + " with " + query.labelSelector() + (namespace == null ? "" : " in " + namespace);
        return new Wanted() {
            @Override
            public String words() {
                return words;
            }

            @Override
            public List<String> missing(WaitGoal goal) {
                return goal.missing(words, cluster.kubernetes().list(query).items());
            }
        };
    }

    private ToolResult done(Wanted wanted, WaitGoal goal, Duration took) {
        var structured = new LinkedHashMap<>(new ClusterReader(cluster.kubernetes()).about(null, null));
        structured.put("done", true);
        structured.put("missing", List.of());
        structured.put("tookMs", took.toMillis());
        return ToolResult.of(
                "%s: %s, after %.1f s".formatted(wanted.words(), goal.words(), took.toMillis() / 1000.0), structured);
    }

    private static ToolFailed timedOut(Wanted wanted, WaitGoal goal, Duration took, List<String> missing) {
        return new ToolFailed(
                ErrorCode.TIMEOUT,
                "%s: not %s after %d s: %s"
                        .formatted(wanted.words(), goal.words(), took.toSeconds(), String.join("; ", missing)),
                "wait longer, or look at it with k8s_inspect",
                Map.of("done", false, "missing", missing),
                null);
    }

    private static void pause(ToolCall call) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailed(ErrorCode.CANCELLED, "k8s_wait was stopped", "", Map.of(), e);
        }
        if (call.context().cancelled()) {
            throw new ToolFailed(ErrorCode.CANCELLED, "k8s_wait was cancelled by the caller", "");
        }
    }
}
