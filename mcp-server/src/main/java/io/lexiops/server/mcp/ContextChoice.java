package io.lexiops.server.mcp;

import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ContextUse;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster a call is meant for. The argument {@code context} is the same for every tool that touches a cluster; no tool
 * knows it. A read may leave it out, a write may not: where there are several, nothing is changed in one that nobody named.
 */
final class ContextChoice {

    static final String ARGUMENT = "context";

    private final ServedContexts contexts;

    ContextChoice(ServedContexts contexts) {
        this.contexts = contexts;
    }

    /** What callers are offered: with one cluster the argument would only cost tokens. */
    ToolSpec offered(ToolRegistry.Entry entry) {
        var use = use(entry);
        if (use == ContextUse.NONE || !contexts.several()) {
            return entry.spec();
        }
        var spec = entry.spec();
        var parameters = new ArrayList<>(spec.parameters());
        parameters.add(parameter(entry, use).oneOf(contexts.names().toArray(String[]::new)));
        return spec.taking(parameters);
    }

    private Parameter parameter(ToolRegistry.Entry entry, ContextUse use) {
        if (use == ContextUse.CHANGE) {
            return Parameter.optional(ARGUMENT, Parameter.Type.STRING, "default: the change's own");
        }
        return entry.spec().effect().writes()
                ? Parameter.required(ARGUMENT, Parameter.Type.STRING, "which cluster")
                : Parameter.optional(ARGUMENT, Parameter.Type.STRING, "which cluster; default " + contexts.current());
    }

    /**
     * Reads and takes away the argument.
     *
     * @throws ToolFailed {@code INVALID_ARGUMENT} with the names of the contexts
     */
    ChosenContext of(ToolRegistry.Entry entry, Map<String, Object> given) {
        var use = use(entry);
        if (use == ContextUse.NONE) {
            return new ChosenContext(recorded(entry), given, false);
        }
        var named = named(entry, given);
        var rest = new LinkedHashMap<>(given);
        rest.remove(ARGUMENT);
        if (!contexts.several()) {
            return new ChosenContext(recorded(entry), rest, false);
        }
        if (use == ContextUse.CHANGE) {
            return new ChosenContext(Optional.ofNullable(named).map(ContextChoice::oneOfSeveral), rest, false);
        }
        if (named == null && entry.spec().effect().writes()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'context' of " + entry.spec().name() + " is missing: it says in which cluster to write",
                    known());
        }
        return new ChosenContext(Optional.of(oneOfSeveral(named == null ? contexts.current() : named)), rest, true);
    }

    private @Nullable String named(ToolRegistry.Entry entry, Map<String, Object> given) {
        var value = given.get(ARGUMENT);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String name)) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'context' of " + entry.spec().name() + " must be a string",
                    known());
        }
        if (!contexts.names().contains(name)) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'context' names '" + name + "', which is not served",
                    known());
        }
        return name;
    }

    /** With one cluster nobody needs to be told; a change that is recorded says nevertheless where it was made. */
    private Optional<ClusterContext> recorded(ToolRegistry.Entry entry) {
        if (!entry.spec().effect().writes()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClusterContext(contexts.current(), false));
        } catch (ToolFailed _) {
            // Without a readable configuration the write itself says what is wrong.
            return Optional.empty();
        }
    }

    private static ClusterContext oneOfSeveral(String name) {
        return new ClusterContext(name, true);
    }

    private String known() {
        return "contexts: " + String.join(", ", contexts.names());
    }

    private static ContextUse use(ToolRegistry.Entry entry) {
        return entry.toolset().contextUse(entry.spec());
    }
}
