package io.lexiops.server.mcp;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A tool's call as part of a client's request: its companions come in {@code _meta}. */
final class ExchangeContext implements StoppableContext {

    static final String GRANT = "io.lexiops/grant";
    static final String IDEMPOTENCY_KEY = "io.lexiops/idempotency-key";
    static final String CASE = "io.lexiops/case";

    private static final int MAX_TEXT = 16_384;
    private static final int MAX_KEY = 200;
    private static final String CONFIRM = "confirm";
    /** What a person says; with anything else nobody has. */
    private static final Set<String> ANSWERS = Set.of("accept", "decline");

    private final Exchange exchange;
    private final Redactor redactor;
    private final AtomicInteger steps = new AtomicInteger();

    ExchangeContext(Exchange exchange, Redactor redactor) {
        this.exchange = exchange;
        this.redactor = redactor;
    }

    @Override
    public Optional<String> grant() {
        return meta(GRANT, MAX_TEXT);
    }

    @Override
    public Optional<String> idempotencyKey() {
        return meta(IDEMPOTENCY_KEY, MAX_KEY);
    }

    @Override
    public Optional<String> caseId() {
        return meta(CASE, MAX_KEY);
    }

    @Override
    public boolean cancelled() {
        return exchange.stopped();
    }

    @Override
    public void stop() {
        exchange.stop();
    }

    @Override
    public void onStop(Runnable action) {
        exchange.onStop(action);
    }

    @Override
    public void progress(String message) {
        if (!cancelled()) {
            exchange.progress(steps.incrementAndGet(), null, redactor.text(message));
        }
    }

    @Override
    public Optional<Answer> ask(Question question) {
        if (!exchange.can(Exchange.Ability.ELICITATION)) {
            return Optional.empty();
        }
        var answers = exchange.ask(new Exchange.Questions(
                Map.of(CONFIRM, confirmation(redactor.text(question.text()))), question.subject()));
        var answer = answers.byKey().getOrDefault(CONFIRM, Map.of());
        if (!ANSWERS.contains(String.valueOf(answer.get("action")))) {
            return Optional.empty();
        }
        boolean yes = "accept".equals(answer.get("action"))
                && answer.get("content") instanceof Map<?, ?> content
                && Boolean.TRUE.equals(content.get(CONFIRM));
        if (yes && answers.otherSubject()) {
            throw new ToolFailed(
                    ErrorCode.PRECONDITION_FAILED,
                    "a target was changed while the question was open",
                    "look at it and ask again");
        }
        return Optional.of(new Answer(yes, answers.once()));
    }

    private static Map<String, Object> confirmation(String question) {
        var schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of(CONFIRM, Map.of("type", "boolean", "title", "Do it", "default", false)),
                "required",
                List.of(CONFIRM));
        return Map.of(
                "method",
                "elicitation/create",
                "params",
                Map.of("mode", "form", "message", question, "requestedSchema", schema));
    }

    private Optional<String> meta(String key, int longest) {
        return exchange.meta().get(key) instanceof String text && !text.isBlank() && text.length() <= longest
                ? Optional.of(text)
                : Optional.empty();
    }
}
