package io.lexiops.server.change;

import io.lexiops.server.output.OneLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A preview in words: a line for each object and a few about each that is made, what would be dropped, what is said against
 * it. Only this class begins a line: no value or name of an object does.
 */
final class PreviewText {

    private static final int FIELDS = 8;
    private static final int OBJECTS = 20;
    private static final int VALUE = 120;

    /** Lines about an object that is made. */
    static final int ABOUT = 6;

    // What the server would store is the same; what it would not store is said by a warning.
    private static final String NOTHING = "nothing to do: what the API server would store is there already";

    /** Kinds that run nothing and give no rights. */
    private static final Set<String> PLAIN_KINDS = Set.of("ConfigMap", "Secret", "Service", "PersistentVolumeClaim");

    /** What runs, and with which rights. */
    private static final Pattern WEIGHTY = Pattern.compile("(?:^|\\.)(?:image|command|args|containers|initContainers"
            + "|ephemeralContainers|securityContext|privileged|host(?:Network|PID|IPC|Path)|serviceAccountName|volumes"
            + "|lifecycle|exec|rules|roleRef|subjects|webhooks|replicas|schedule)\\b");

    private PreviewText() {}

    static String of(Judged judged) {
        var text = new StringBuilder(text(judged.changes(), true));
        if (judged.context() != null) {
            text.append("\nin context ").append(judged.context());
        }
        text.append("\nrisk: ").append(judged.risk());
        judged.findings()
                .forEach(finding -> text.append("\n")
                        .append(finding.severity())
                        .append(" ")
                        .append(finding.rule())
                        .append(": ")
                        .append(finding.message())
                        .append(finding.remedy().isEmpty() ? "" : "; " + finding.remedy()));
        var owner = judged.preview().owner();
        if (owner != null) {
            text.append("\nmanaged by ").append(OneLine.of(owner.kind() + " " + owner.name()));
        }
        judged.warnings().forEach(warning -> text.append("\nwarning: ").append(warning));
        if (judged.inverse() == null && !judged.changesNothing()) {
            text.append("\nit cannot be undone");
        }
        return text.toString();
    }

    static String question(String tool, Judged judged) {
        return "Do " + tool + "?\n" + of(judged);
    }

    /** One line for each object that changes: {@code Deployment/web in shop: spec.replicas 3 -> 4}. */
    static String lines(List<Map<String, Object>> changes) {
        return text(changes, false);
    }

    private static String text(List<Map<String, Object>> changes, boolean about) {
        var real = changes.stream()
                .filter(change -> !"none".equals(change.get("operation")))
                .toList();
        if (real.isEmpty()) {
            return NOTHING;
        }
        var shown = real.size() > OBJECTS ? weightiest(real) : real;
        var lines = shown.stream()
                .flatMap(change ->
                        Stream.concat(Stream.of(line(change)), about ? about(change).stream() : Stream.empty()))
                .collect(Collectors.joining("\n"));
        return real.size() == shown.size() ? lines : lines + "\n... and " + others(real, shown);
    }

    /** Not even a manifest of many harmless objects hides what runs or gives rights. */
    private static List<Map<String, Object>> weightiest(List<Map<String, Object>> changes) {
        var chosen = changes.stream()
                .sorted(Comparator.comparing(PreviewText::isPlain))
                .limit(OBJECTS)
                .toList();
        return changes.stream().filter(chosen::contains).toList();
    }

    private static boolean isPlain(Map<String, Object> change) {
        return PLAIN_KINDS.contains(
                String.valueOf(Json.part(change.get("target")).get("kind")));
    }

    private static String others(List<Map<String, Object>> real, List<Map<String, Object>> shown) {
        var left = new ArrayList<>(real);
        left.removeAll(shown);
        var kinds = left.stream()
                .collect(Collectors.groupingBy(
                        change -> OneLine.of(
                                String.valueOf(Json.part(change.get("target")).get("kind"))),
                        TreeMap::new,
                        Collectors.counting()));
        return left.size() + " more objects: "
                + kinds.entrySet().stream()
                        .map(kind -> kind.getKey() + " " + kind.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static List<String> about(Map<String, Object> change) {
        return change.get("about") instanceof List<?> lines
                ? MadeObject.atMost(lines.stream().map(String::valueOf).toList(), ABOUT).stream()
                        .map(line -> "  " + OneLine.of(line))
                        .toList()
                : List.of();
    }

    private static String line(Map<String, Object> change) {
        var target = Json.part(change.get("target"));
        var namespace = target.get("namespace");
        var name = target.get("kind") + "/" + target.get("name") + (namespace == null ? "" : " in " + namespace);
        return OneLine.of(name) + ": "
                + switch (String.valueOf(change.get("operation"))) {
                    case "create" -> "created";
                    case "delete" -> "deleted";
                    case "replace" -> "replaced, because it is not ready and its controller would wait for it";
                    case "evict" -> "evicted";
                    case "execute" -> "a program runs in it";
                    default -> fields(Json.parts(change.get("diff")));
                };
    }

    static String fields(List<Map<String, Object>> diff) {
        var shown = diff.size() > FIELDS ? weightiestFields(diff) : diff;
        var text = shown.stream()
                .map(field -> OneLine.of(String.valueOf(field.get("path"))) + " " + value(field.get("old")) + " -> "
                        + value(field.get("new")))
                .collect(Collectors.joining(", "));
        return diff.isEmpty()
                ? "changed"
                : text + (diff.size() > shown.size() ? " and " + (diff.size() - shown.size()) + " more fields" : "");
    }

    private static List<Map<String, Object>> weightiestFields(List<Map<String, Object>> diff) {
        return diff.stream()
                .sorted(Comparator.comparing(field ->
                        !WEIGHTY.matcher(String.valueOf(field.get("path"))).find()))
                .limit(FIELDS)
                .toList();
    }

    private static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "(none)";
            case String plain -> OneLine.value(plain, VALUE);
            case Map<?, ?> map
            when map.get("image") instanceof String -> "{" + MadeProgram.container("container", Json.part(map)) + "}";
            default -> OneLine.cut(Json.text(value), VALUE);
        };
    }
}
