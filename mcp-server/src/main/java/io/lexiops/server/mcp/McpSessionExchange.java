package io.lexiops.server.mcp;

import io.lexiops.server.tool.Caller;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A request in a session of the SDK: its client can be asked while the request runs. */
final class McpSessionExchange extends Exchange {

    private static final TypeRef<Map<String, Object>> TREE = new TypeRef<>() {};

    private static final Map<String, Object> NOBODY = Map.of("action", "cancel");

    private final McpSyncServerExchange exchange;
    private final McpSchema.Request request;
    private final Caller caller;
    private final McpJsonMapper json;

    McpSessionExchange(McpSyncServerExchange exchange, McpSchema.Request request, Caller caller, McpJsonMapper json) {
        this.exchange = exchange;
        this.request = request;
        this.caller = caller;
        this.json = json;
    }

    @Override
    Caller caller() {
        return caller;
    }

    @Override
    Map<String, Object> meta() {
        var meta = request.meta();
        return meta == null ? Map.of() : meta;
    }

    @Override
    Map<String, String> wire() {
        var wire = new LinkedHashMap<String, String>();
        var session = exchange.sessionId();
        if (session != null) {
            wire.put("mcp.session.id", session);
        }
        var id = meta().get(McpSessions.REQUEST_ID);
        if (id != null) {
            wire.put("jsonrpc.request.id", String.valueOf(id));
        }
        return wire;
    }

    @Override
    boolean can(Ability ability) {
        var capabilities = exchange.getClientCapabilities();
        return capabilities != null
                && switch (ability) {
                    case ELICITATION -> capabilities.elicitation() != null;
                    case SAMPLING -> capabilities.sampling() != null;
                    case ROOTS -> capabilities.roots() != null;
                };
    }

    @Override
    Answers ask(Questions questions) {
        var answers = new LinkedHashMap<String, Map<String, Object>>();
        questions.requests().forEach((key, asked) -> answers.put(key, answer(asked)));
        return new Answers(answers, null, false);
    }

    private Map<String, Object> answer(Map<String, Object> asked) {
        var method = String.valueOf(asked.get("method"));
        var params = Objects.requireNonNullElse(asked.get("params"), Map.of());
        Object answer = switch (method) {
            case "elicitation/create" -> elicited(json.convertValue(params, McpSchema.ElicitRequest.class));
            case "sampling/createMessage" ->
                exchange.createMessage(json.convertValue(params, McpSchema.CreateMessageRequest.class));
            case "roots/list" -> exchange.listRoots();
            default -> throw new IllegalArgumentException("a client cannot be asked for " + method);
        };
        return json.convertValue(answer, TREE);
    }

    /** What is no answer - an error, an action that the protocol does not know, silence - is nobody's answer. */
    private Object elicited(McpSchema.ElicitRequest asked) {
        try {
            return exchange.createElicitation(asked);
        } catch (McpError | IllegalArgumentException _) {
            return NOBODY;
        } catch (RuntimeException e) {
            if (e.getCause() instanceof TimeoutException) {
                return NOBODY;
            }
            throw e;
        }
    }

    @Override
    void progress(double done, @Nullable Double total, @Nullable String message) {
        var token = request.progressToken();
        if (token != null) {
            var notification = McpSchema.ProgressNotification.builder(token, done);
            if (total != null) {
                notification.total(total);
            }
            if (message != null) {
                notification.message(message);
            }
            exchange.progressNotification(notification.build());
        }
    }

    @Override
    void log(String level, String logger, Object data) {
        exchange.loggingNotification(McpSchema.LoggingMessageNotification.builder(
                        json.convertValue(level, McpSchema.LoggingLevel.class), String.valueOf(data))
                .logger(logger)
                .build());
    }
}
