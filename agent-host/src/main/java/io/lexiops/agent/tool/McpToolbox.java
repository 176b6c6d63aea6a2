package io.lexiops.agent.tool;

import io.lexiops.agent.tool.McpConnection.NotAnswered;
import io.lexiops.agent.tool.McpConnection.NotSent;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A role's tools over MCP. A read whose session the server has forgotten is repeated once; a write never is, because
 * only the Router knows how to settle it.
 */
final class McpToolbox implements Toolbox, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(McpToolbox.class);

    private static final String GRANT = "io.lexiops/grant";
    private static final String IDEMPOTENCY_KEY = "io.lexiops/idempotency-key";
    private static final String CASE = "io.lexiops/case";

    private static final Duration LIST_DEADLINE = Duration.ofSeconds(15);
    private static final int MAX_PAGES = 50;

    private final AgentRole role;
    private final ServerProperties properties;
    private final InstantSource clock;
    private final McpConnection connection;
    private final ReentrantLock listing = new ReentrantLock();
    private volatile @Nullable Listed listed;

    McpToolbox(AgentRole role, ServerProperties properties, InstantSource clock) {
        this.role = role;
        this.properties = properties;
        this.clock = clock;
        this.connection = new McpConnection(role, properties, () -> listed = null);
    }

    @Override
    public AgentRole role() {
        return role;
    }

    @Override
    public Set<String> tools() {
        return Set.copyOf(schemas().keySet());
    }

    @Override
    public Optional<Map<String, Object>> inputSchema(String tool) {
        return Optional.ofNullable(schemas().get(tool));
    }

    @Override
    public ToolOutcome call(ToolRequest request) {
        try {
            return send(request, request.idempotencyKey() == null);
        } catch (NotSent e) {
            return notSent(e);
        } catch (NotAnswered e) {
            return new ToolOutcome.Unanswered(e.words());
        }
    }

    private ToolOutcome send(ToolRequest request, boolean repeatable) throws NotSent, NotAnswered {
        try {
            return connection.exchange(
                    request.deadline(), client -> McpAnswers.of(client.callTool(onTheWire(request))));
        } catch (NotAnswered e) {
            if (repeatable && e.sessionLost()) {
                return send(request, false);
            }
            throw e;
        }
    }

    private static McpSchema.CallToolRequest onTheWire(ToolRequest request) {
        var meta = new LinkedHashMap<String, Object>();
        put(meta, GRANT, request.grant());
        put(meta, IDEMPOTENCY_KEY, request.idempotencyKey());
        put(meta, CASE, request.caseId());
        return McpSchema.CallToolRequest.builder(request.tool())
                .arguments(request.arguments())
                .meta(meta)
                .build();
    }

    private static void put(Map<String, Object> meta, String key, @Nullable String value) {
        if (value != null) {
            meta.put(key, value);
        }
    }

    private ToolOutcome.Failed notSent(NotSent trouble) {
        var name = role.name().toLowerCase(Locale.ROOT);
        return switch (trouble.reason()) {
            case UNREACHABLE, CLOSED ->
                failed("server_unavailable", trouble, "is it running? see copilot.server.url, or run copilot doctor");
            case UNAUTHORIZED ->
                failed("unauthorized", trouble, "set copilot.server.tokens." + name + " to a token of that role");
            case BUSY -> failed("busy", trouble, "try again");
            case REFUSED -> failed("invalid_argument", trouble, "");
        };
    }

    private static ToolOutcome.Failed failed(String code, NotSent trouble, String remedy) {
        return new ToolOutcome.Failed(code, trouble.words(), remedy, Map.of());
    }

    private Map<String, Map<String, Object>> schemas() {
        var known = listed;
        if (known != null && known.freshAt(clock.instant(), properties.toolListAge())) {
            return known.schemas();
        }
        listing.lock();
        try {
            var meanwhile = listed;
            if (meanwhile != null && meanwhile.freshAt(clock.instant(), properties.toolListAge())) {
                return meanwhile.schemas();
            }
            var now = new Listed(list(true), clock.instant());
            listed = now;
            return now.schemas();
        } catch (NotSent | NotAnswered e) {
            log.atWarn()
                    .addKeyValue("role", role)
                    .addKeyValue("why", e.getMessage())
                    .log("the server's tools could not be listed");
            return known == null ? Map.of() : known.schemas();
        } finally {
            listing.unlock();
        }
    }

    private Map<String, Map<String, Object>> list(boolean repeatable) throws NotSent, NotAnswered {
        try {
            return connection.exchange(LIST_DEADLINE, client -> {
                var schemas = new LinkedHashMap<String, Map<String, Object>>();
                String cursor = null;
                for (int page = 0; page < MAX_PAGES; page++) {
                    var found = cursor == null ? client.listTools() : client.listTools(cursor);
                    found.tools().forEach(tool -> schemas.put(tool.name(), JsonNumbers.normal(tool.inputSchema())));
                    cursor = found.nextCursor();
                    if (cursor == null || cursor.isEmpty()) {
                        break;
                    }
                }
                return schemas;
            });
        } catch (NotAnswered e) {
            if (repeatable && e.sessionLost()) {
                return list(false);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private record Listed(Map<String, Map<String, Object>> schemas, Instant at) {

        boolean freshAt(Instant now, Duration age) {
            return now.isBefore(at.plus(age));
        }
    }
}
