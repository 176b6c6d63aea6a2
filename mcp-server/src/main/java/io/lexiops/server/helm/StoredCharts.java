package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes charts of what Helm has stored with a revision. Helm does not store the templates of sub-charts, and rendering
 * again can give something else; so going back uses the objects that were applied then, word for word.
 */
final class StoredCharts {

    static final String HOOK = "helm.sh/hook";

    private StoredCharts() {}

    /** The chart as it was stored, to be rendered with other values. */
    static Chart original(Release release) {
        if (!release.record().objectsAt("chart", "metadata", "dependencies").isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "release " + release.ref() + " has sub-charts, which Helm does not store",
                    "name the chart in argument 'chart'");
        }
        var folder = Chart.newFolder();
        write(folder, "Chart.yaml", ReleaseRecord.json(release.record().mapAt("chart", "metadata")));
        write(folder, "values.yaml", ReleaseRecord.json(release.chartValues()));
        if (release.record().at("chart", "schema") instanceof String schema) {
            write(folder, "values.schema.json", Base64.getDecoder().decode(schema));
        }
        for (var part : List.of("templates", "files")) {
            for (var file : release.record().objectsAt("chart", part)) {
                write(
                        folder,
                        String.valueOf(file.get("name")),
                        Base64.getDecoder().decode(String.valueOf(file.get("data"))));
            }
        }
        return new Chart(folder, folder);
    }

    /** A chart whose templates are the objects of the revision; its rollback hooks run when it is upgraded to. */
    static Chart literal(Release release) {
        var folder = Chart.newFolder();
        var metadata = new LinkedHashMap<String, Object>(release.record().mapAt("chart", "metadata"));
        metadata.remove("dependencies");
        metadata.remove("kubeVersion");
        write(folder, "Chart.yaml", ReleaseRecord.json(metadata));
        write(folder, "values.yaml", ReleaseRecord.json(release.chartValues()));
        write(folder, "templates/manifest.yaml", escaped(release.manifest()));
        if (!release.notes().isEmpty()) {
            write(folder, "templates/NOTES.txt", escaped(release.notes()));
        }
        int number = 0;
        for (var hook : release.hooks()) {
            var events = rollbackEvents(hook);
            if (!events.isEmpty()) {
                write(folder, "templates/hook-" + number++ + ".yaml", escaped(asUpgradeHook(hook, events)));
            }
        }
        return new Chart(folder, folder);
    }

    static List<String> events(Map<String, Object> hook) {
        return hook.get("events") instanceof List<?> events
                ? events.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String rollbackEvents(Map<String, Object> hook) {
        return events(hook).stream()
                .filter(event -> event.endsWith("-rollback"))
                .map(event -> event.replace("-rollback", "-upgrade"))
                .collect(Collectors.joining(","));
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static String asUpgradeHook(Map<String, Object> hook, String events) {
        var object = new LinkedHashMap<>(
                YamlDocuments.parse(String.valueOf(hook.get("manifest"))).getFirst());
        var metadata = new LinkedHashMap<>((Map<String, Object>) object.getOrDefault("metadata", Map.of()));
        var annotations = new LinkedHashMap<>((Map<String, Object>) metadata.getOrDefault("annotations", Map.of()));
        annotations.put(HOOK, events);
        metadata.put("annotations", annotations);
        object.put("metadata", metadata);
        return ReleaseRecord.json(object);
    }

    private static String escaped(String text) {
        return text.replace("{{", "{{ \"{{\" }}");
    }

    private static void write(Path folder, String name, String content) {
        write(folder, name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path folder, String name, byte[] content) {
        var file = folder.resolve(name).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new ToolFailed(ErrorCode.REFUSED, "the stored chart holds a file outside of itself", "");
        }
        try {
            var parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, content);
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.INTERNAL, "a temporary file cannot be written", "", Map.of(), e);
        }
    }
}
