package io.lexiops.server.sandbox;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The simple JSON paths of printer columns: {@code .spec.items[0].name}, {@code .status.conditions[?(@.type=="Ready")].status}. */
final class JsonPaths {

    private static final Pattern STEP = Pattern.compile(
            "\\.([A-Za-z0-9_\\-]+)|\\['([^']+)'\\]|\\[(\\d+)\\]|\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]|\\[\\*\\]");

    private JsonPaths() {}

    static JsonNode find(JsonNode object, String path) {
        var current = object;
        var steps = STEP.matcher(path.replace("\\.", "\u0001"));
        while (steps.find()) {
            if (steps.group(1) != null) {
                current = current.path(steps.group(1));
            } else if (steps.group(2) != null) {
                current = current.path(steps.group(2).replace("\u0001", "."));
            } else if (steps.group(3) != null) {
                current = current.path(Integer.parseInt(steps.group(3)));
            } else if (steps.group(4) != null) {
                var field = steps.group(4).split("\\.");
                var wanted = steps.group(5);
                current = Trees.items(current).stream()
                        .filter(item -> Trees.text(item, field).equals(wanted))
                        .findFirst()
                        .orElse(Trees.JSON.missingNode());
            } else {
                current = current.path(0);
            }
        }
        return current;
    }
}
