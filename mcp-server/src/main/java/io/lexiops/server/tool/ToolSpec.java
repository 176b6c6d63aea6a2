package io.lexiops.server.tool;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a tool promises.
 *
 * @param name        backend, underscore, verb: {@code k8s_list}
 * @param description for a model: what it returns and when to use it
 * @param idempotent  whether a second call with the same arguments changes nothing more
 * @param openWorld   whether it reaches beyond the cluster
 * @param output      what programs may build upon in its answers; empty if nothing is promised
 */
public record ToolSpec(
        String name,
        String title,
        ToolEffect effect,
        String description,
        List<Parameter> parameters,
        boolean idempotent,
        boolean openWorld,
        List<OutputField> output) {

    // The name stays below 65 characters: some model APIs refuse longer function names.
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)*");
    private static final int MAX_NAME_LENGTH = 64;

    public ToolSpec {
        parameters = List.copyOf(parameters);
        output = List.copyOf(output);
        if (!NAME.matcher(name).matches() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("a tool name is lower case words joined by '_', not " + name);
        }
    }

    /** A tool that promises nothing about its answers but text. */
    public ToolSpec(
            String name,
            String title,
            ToolEffect effect,
            String description,
            List<Parameter> parameters,
            boolean idempotent,
            boolean openWorld) {
        this(name, title, effect, description, parameters, idempotent, openWorld, List.of());
    }

    /** The same tool with other parameters. */
    public ToolSpec taking(List<Parameter> others) {
        return new ToolSpec(name, title, effect, description, others, idempotent, openWorld, output);
    }

    /** The same tool, whose answers have these fields. */
    public ToolSpec answering(OutputField... fields) {
        return new ToolSpec(name, title, effect, description, parameters, idempotent, openWorld, List.of(fields));
    }

    public Optional<Parameter> parameter(String wanted) {
        return parameters.stream().filter(p -> p.name().equals(wanted)).findFirst();
    }
}
