package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What differs between two pod templates, in lines for people. Values of variables are not told. */
final class TemplateChanges {

    private static final int SHOWN = 6;
    private static final int LONGEST = 80;
    private static final String HASH = "pod-template-hash";

    private final List<String> lines = new ArrayList<>();

    private TemplateChanges() {}

    static List<String> between(KubernetesObject before, KubernetesObject after) {
        var changes = new TemplateChanges();
        changes.compare(
                "labels", without(before.mapAt("metadata", "labels")), without(after.mapAt("metadata", "labels")));
        changes.compare("annotations", before.at("metadata", "annotations"), after.at("metadata", "annotations"));
        changes.compare("", before.at("spec"), after.at("spec"));
        var lines = changes.lines;
        return lines.size() <= SHOWN
                ? List.copyOf(lines)
                : List.copyOf(lines.subList(0, SHOWN)).stream()
                        .map(line -> line.equals(lines.get(SHOWN - 1)) ? line + ", and more" : line)
                        .toList();
    }

    static boolean same(KubernetesObject one, KubernetesObject other) {
        return Objects.equals(one.at("spec"), other.at("spec"))
                && without(one.mapAt("metadata", "labels")).equals(without(other.mapAt("metadata", "labels")))
                && one.mapAt("metadata", "annotations").equals(other.mapAt("metadata", "annotations"));
    }

    private static Map<String, Object> without(Map<String, Object> labels) {
        var rest = new LinkedHashMap<>(labels);
        rest.remove(HASH);
        return rest;
    }

    private void compare(String where, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other) {
            var keys = new LinkedHashSet<Object>(one.keySet());
            keys.addAll(other.keySet());
            keys.forEach(key -> compare(join(where, String.valueOf(key)), one.get(key), other.get(key)));
        } else if (named(before) && named(after) && before instanceof List<?> one && after instanceof List<?> other) {
            var before1 = byName(one);
            var after1 = byName(other);
            var names = new LinkedHashSet<>(before1.keySet());
            names.addAll(after1.keySet());
            names.forEach(name -> compare(join(where, name), before1.get(name), after1.get(name)));
        } else if (where.contains("env.")) {
            lines.add(where + " changed");
        } else {
            lines.add(where + ": " + shown(before) + " -> " + shown(after));
        }
    }

    private static String join(String where, String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    private static boolean named(@Nullable Object value) {
        return value instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(item -> item instanceof Map<?, ?> map && map.get("name") instanceof String);
    }

    private static Map<String, Object> byName(List<?> list) {
        var named = new LinkedHashMap<String, Object>();
        list.forEach(item -> named.put(String.valueOf(((Map<?, ?>) item).get("name")), item));
        return named;
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "none" : Plain.text(String.valueOf(value), LONGEST);
    }
}
