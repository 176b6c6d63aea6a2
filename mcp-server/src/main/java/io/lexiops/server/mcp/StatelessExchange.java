package io.lexiops.server.mcp;

import io.lexiops.server.tool.CallContext.Once;
import io.lexiops.server.tool.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request without a session: what its client is asked ends it, and the next one brings the answers along. */
final class StatelessExchange extends Exchange {

    private static final List<String> LEVELS =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private final StatelessRequest request;
    private final Consumer<Map<String, Object>> notifications;
    private final Map<String, Object> responses;
    private final Map<String, Map<String, Object>> answers;
    private final @Nullable String subject;
    private final @Nullable Once once;

    /**
     * Opens the request.
     *
     * @param notifications where messages for the client go while the request runs
     * @throws ProtocolError if the answers are none, or the state is refused
     */
    StatelessExchange(StatelessRequest request, RequestState states, Consumer<Map<String, Object>> notifications) {
        this.request = request;
        this.notifications = notifications;
        this.responses = request.object("inputResponses");
        if (request.params().containsKey("requestState")) {
            var opened =
                    states.open(request.text("requestState"), request.caller().name(), request.digest());
            this.answers = new LinkedHashMap<>(opened.content().answers());
            this.subject = opened.content().subject();
            this.once = opened.once();
        } else {
            this.answers = new LinkedHashMap<>();
            this.subject = null;
            this.once = null;
        }
    }

    @Override
    Caller caller() {
        return request.caller();
    }

    @Override
    Map<String, Object> meta() {
        return request.meta();
    }

    @Override
    Map<String, String> wire() {
        return Map.of(
                "mcp.protocol.version", StatelessRequest.VERSION, "jsonrpc.request.id", String.valueOf(request.id()));
    }

    @Override
    boolean can(Ability ability) {
        return request.can(ability);
    }

    @Override
    Answers ask(Questions questions) {
        var open = new LinkedHashMap<String, Map<String, Object>>();
        // An answer to a question that this server did not ask is none where it matters what was asked.
        boolean heard = questions.subject() == null || subject != null;
        questions.requests().forEach((key, asked) -> {
            var response = answer(String.valueOf(asked.get("method")), responses.get(key));
            if (heard && response != null) {
                answers.put(key, response);
            } else if (!answers.containsKey(key)) {
                open.put(key, asked);
            }
        });
        if (!open.isEmpty()) {
            throw new InputNeeded(open, new RequestState.Content(Map.copyOf(answers), questions.subject()));
        }
        boolean other = questions.subject() != null && !questions.subject().equals(subject);
        return new Answers(Map.copyOf(answers), once, other);
    }

    @Override
    void progress(double done, @Nullable Double total, @Nullable String message) {
        var token = request.meta().get("progressToken");
        if (token == null) {
            return;
        }
        var params = new LinkedHashMap<String, Object>();
        params.put("progressToken", token);
        params.put("progress", done);
        if (total != null) {
            params.put("total", total);
        }
        if (message != null) {
            params.put("message", message);
        }
        notifications.accept(JsonRpc.notification("notifications/progress", params));
    }

    @Override
    void log(String level, String logger, Object data) {
        int wanted = LEVELS.indexOf(String.valueOf(request.meta().get(StatelessRequest.LOG_LEVEL)));
        if (wanted >= 0 && LEVELS.indexOf(level) >= wanted) {
            notifications.accept(JsonRpc.notification(
                    "notifications/message", Map.of("level", level, "logger", logger, "data", data)));
        }
    }

    /** The answer, if it has the form of one; what has not is asked for again. */
    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static @Nullable Map<String, Object> answer(String method, @Nullable Object response) {
        boolean formed = response instanceof Map<?, ?> map
                && switch (method) {
                    case "elicitation/create" ->
                        List.of("accept", "decline", "cancel").contains(String.valueOf(map.get("action")))
                                && (map.get("content") == null || map.get("content") instanceof Map<?, ?>);
                    case "sampling/createMessage" -> map.get("content") != null && map.get("role") != null;
                    case "roots/list" -> map.get("roots") instanceof List<?>;
                    default -> false;
                };
        return formed ? (Map<String, Object>) response : null;
    }
}
