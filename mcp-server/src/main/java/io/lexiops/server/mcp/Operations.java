package io.lexiops.server.mcp;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells metrics and traces of every request that clients make of tools, prompts and resources. */
final class Operations {

    private final List<Listener> listeners;

    Operations(List<Listener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /**
     * A request.
     *
     * @param method {@code tools/call}, for example
     * @param target the name of the tool or prompt, or the template of the resource: one of a known set, never what a client
     *               made up
     */
    record Operation(String method, String target, Exchange exchange) {}

    /** Hears of requests. */
    interface Listener {

        Running begin(Operation operation);
    }

    /** A request that runs. */
    interface Running {

        /**
         * It has ended.
         *
         * @param failure what kind of failure it was, one of a known set; null if it was none
         */
        void ended(@Nullable String failure);
    }

    Map<String, Object> run(Operation operation, Supplier<Map<String, Object>> work) {
        var running =
                listeners.stream().map(listener -> listener.begin(operation)).toList();
        String failure = "internal";
        try {
            var result = work.get();
            failure = failure(result);
            return result;
        } catch (InputNeeded needed) {
            failure = null;
            throw needed;
        } catch (ProtocolError error) {
            failure = String.valueOf(error.code());
            throw error;
        } finally {
            for (var one : running) {
                one.ended(failure);
            }
        }
    }

    private static @Nullable String failure(Map<String, Object> result) {
        if (!Boolean.TRUE.equals(result.get("isError"))) {
            return null;
        }
        return result.get("structuredContent") instanceof Map<?, ?> structured
                        && structured.get("error") instanceof Map<?, ?> error
                ? Objects.toString(error.get("code"), "tool_error")
                : "tool_error";
    }
}
