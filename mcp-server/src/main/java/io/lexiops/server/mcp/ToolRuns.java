package io.lexiops.server.mcp;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Caller;
import java.util.Map;

/** Runs the registry's tools for resources, prompts and completions: the same rights, redaction and audit as for a call. */
final class ToolRuns {

    private final ToolRegistry registry;
    private final ToolRights rights;
    private final Guard guard;
    private final Redactor redactor;

    ToolRuns(ToolRegistry registry, ToolRights rights, Guard guard, Redactor redactor) {
        this.registry = registry;
        this.rights = rights;
        this.guard = guard;
        this.redactor = redactor;
    }

    boolean visible(Caller caller, String tool) {
        return registry.find(tool).filter(entry -> rights.sees(caller, entry)).isPresent();
    }

    /** Whether the tool has such an argument. */
    boolean takes(String tool, String argument) {
        return registry.find(tool)
                .flatMap(entry -> entry.spec().parameter(argument))
                .isPresent();
    }

    /**
     * Runs a tool.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    CallReply run(Exchange exchange, String tool, Map<String, Object> arguments) {
        var entry = registry.find(tool).orElseThrow(() -> new IllegalArgumentException("there is no tool " + tool));
        return guard.call(entry, arguments, exchange.caller(), new ExchangeContext(exchange, redactor));
    }
}
