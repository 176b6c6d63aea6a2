package io.lexiops.server.mcp;

import io.lexiops.server.redact.Redactor;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call's companions as they come in {@code _meta}, and the way back to the client. */
final class McpCallContext implements StoppableContext {

    static final String GRANT = "io.lexiops/grant";
    static final String IDEMPOTENCY_KEY = "io.lexiops/idempotency-key";
    static final String CASE = "io.lexiops/case";
    /** Put there by the gates: the SDK does not tell a tool the id of its request. */
    static final String REQUEST_ID = "io.lexiops/request-id";

    private static final int MAX_TEXT = 16_384;
    private static final int MAX_KEY = 200;

    private final McpSyncServerExchange exchange;
    private final McpSchema.CallToolRequest request;
    private final Redactor redactor;
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> onStop = new AtomicReference<>();
    private volatile boolean cancelled;

    McpCallContext(McpSyncServerExchange exchange, McpSchema.CallToolRequest request, Redactor redactor) {
        this.exchange = exchange;
        this.request = request;
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

    Optional<Object> requestId() {
        return Optional.ofNullable(metaMap().get(REQUEST_ID));
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void stop() {
        cancelled = true;
        var action = onStop.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void onStop(Runnable action) {
        onStop.set(action);
        if (cancelled) {
            stop();
        }
    }

    @Override
    public void progress(String message) {
        var token = request.progressToken();
        if (token != null && !cancelled) {
            exchange.progressNotification(McpSchema.ProgressNotification.builder(token, steps.incrementAndGet())
                    .message(redactor.text(message))
                    .build());
        }
    }

    @Override
    public Optional<Boolean> ask(String question) {
        var capabilities = exchange.getClientCapabilities();
        if (capabilities == null || capabilities.elicitation() == null) {
            return Optional.empty();
        }
        var schema = Map.<String, Object>of(
                "type",
                "object",
                "properties",
                Map.of("confirm", Map.of("type", "boolean", "title", "Do it", "default", false)),
                "required",
                List.of("confirm"));
        var answer = exchange.createElicitation(McpSchema.ElicitFormRequest.builder(redactor.text(question), schema)
                .build());
        return switch (answer.action()) {
            case ACCEPT -> Optional.of(confirmed(answer.content()));
            case DECLINE -> Optional.of(false);
            case CANCEL -> Optional.empty();
        };
    }

    private static boolean confirmed(@Nullable Map<String, Object> content) {
        return content != null && Boolean.TRUE.equals(content.get("confirm"));
    }

    private Optional<String> meta(String key, int longest) {
        return metaMap().get(key) instanceof String text && !text.isBlank() && text.length() <= longest
                ? Optional.of(text)
                : Optional.empty();
    }

    private Map<String, Object> metaMap() {
        var meta = request.meta();
        return meta == null ? Map.of() : meta;
    }
}
