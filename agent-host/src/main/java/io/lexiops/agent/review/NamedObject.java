package io.lexiops.agent.review;

import io.lexiops.agent.plan.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.lexiops.agent.tool.JsonTree.text;

/**
 * The one object that a call names in its arguments, and the read that tells whether it exists.
 *
 * @param tool      the read
 * @param arguments of the read
 */
record NamedObject(String tool, Map<String, Object> arguments, String name) {

    /** Empty if the call names none, or leaves it to the server to find out which kind is meant. */
    static Optional<NamedObject> of(Step step) {
        if (creates(step)) {
            return Optional.empty();
        }
        return switch (backend(step.tool())) {
            case "k8s" -> kubernetes(step);
            case "helm" -> read(step, "helm_get", "release", List.of("release", "namespace"));
            case "argocd" -> read(step, "argocd_get", "application", List.of("application"));
            default -> Optional.empty();
        };
    }

    /** Whether the tool makes what it names. */
    static boolean creates(Step step) {
        return step.tool().equals("k8s_apply") || step.tool().equals("helm_install");
    }

    static String backend(String tool) {
        int end = tool.indexOf('_');
        return end < 0 ? tool : tool.substring(0, end);
    }

    private static Optional<NamedObject> kubernetes(Step step) {
        var name = text(step.arguments(), "name");
        if (name.contains("/") || text(step.arguments(), "kind").isEmpty()) {
            return Optional.empty();
        }
        return read(step, "k8s_get", "name", List.of("kind", "name", "namespace", "apiVersion"));
    }

    private static Optional<NamedObject> read(Step step, String tool, String naming, List<String> kept) {
        var name = text(step.arguments(), naming);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var arguments = new LinkedHashMap<String, Object>();
        for (var key : kept) {
            if (step.arguments().get(key) instanceof String value) {
                arguments.put(key, value);
            }
        }
        return Optional.of(new NamedObject(tool, arguments, name));
    }
}
