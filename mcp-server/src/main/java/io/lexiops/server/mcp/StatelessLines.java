package io.lexiops.server.mcp;

import io.lexiops.server.tool.Caller;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Requests without sessions over standard input and output, one line each. */
final class StatelessLines {

    private final StatelessEdge edge;
    private final RunningCalls running;
    private final Caller caller;

    StatelessLines(StatelessEdge edge, RunningCalls running, Caller caller) {
        this.edge = edge;
        this.running = running;
        this.caller = caller;
    }

    /**
     * Answers a message, however long it takes.
     *
     * @param out takes whole messages, from several threads
     */
    void handle(JsonRpc.Message message, Consumer<Map<String, Object>> out) {
        var id = message.id();
        if (id == null) {
            return;
        }
        try {
            var request = StatelessRequest.of(message, id, Objects.requireNonNull(message.method()), caller);
            if (message.is("subscriptions/listen")) {
                listen(request, out);
            } else {
                call(request, out);
            }
        } catch (ProtocolError error) {
            out.accept(error.toResponse(id));
        }
    }

    private void call(StatelessRequest request, Consumer<Map<String, Object>> out) {
        var exchange = edge.open(request, out);
        try (var _ = running.add(McpStdioTransport.SESSION, request.id(), exchange::stop)) {
            out.accept(edge.answer(request, exchange));
        }
    }

    private void listen(StatelessRequest request, Consumer<Map<String, Object>> out) {
        var subscription = edge.listen(request, out);
        // It ends with the cancellation of its request, or with the program; nothing waits for it.
        running.add(McpStdioTransport.SESSION, request.id(), () -> {
            subscription.close();
            out.accept(edge.ended(request));
        });
    }
}
