package io.lexiops.server.kubernetes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The selectors of objects in the form that a list takes, and what they match. */
public final class LabelSelectors {

    private LabelSelectors() {}

    /** The pods that a workload or a service selects; empty text if it selects none. */
    public static String of(KubernetesObject object) {
        if (object.mapAt("spec", "selector").containsKey("matchLabels")
                || object.mapAt("spec", "selector").containsKey("matchExpressions")) {
            return ofSelector(new KubernetesObject(object.mapAt("spec", "selector")));
        }
        return labels(object.mapAt("spec", "selector"));
    }

    /** Of a {@code LabelSelector} object. */
    static String ofSelector(KubernetesObject selector) {
        var terms = new ArrayList<String>();
        var labels = labels(selector.mapAt("matchLabels"));
        if (!labels.isEmpty()) {
            terms.add(labels);
        }
        for (var expression : selector.objectsAt("matchExpressions")) {
            var key = String.valueOf(expression.get("key"));
            var values = expression.get("values") instanceof List<?> list
                    ? "(" + String.join(",", list.stream().map(String::valueOf).toList()) + ")"
                    : "()";
            terms.add(
                    switch (String.valueOf(expression.get("operator"))) {
                        case "In" -> key + " in " + values;
                        case "NotIn" -> key + " notin " + values;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    });
        }
        return String.join(",", terms);
    }

    /** Whether a selector, in which every label must be there, matches the labels. An empty one matches nothing. */
    static boolean matches(Map<String, Object> selector, Map<String, Object> labels) {
        return !selector.isEmpty()
                && selector.entrySet().stream()
                        .allMatch(label -> Objects.equals(label.getValue(), labels.get(label.getKey())));
    }

    /** Whether a {@code LabelSelector} object matches the labels; an empty one matches everything. */
    static boolean selects(KubernetesObject selector, Map<String, Object> labels) {
        var wanted = selector.mapAt("matchLabels");
        return (wanted.isEmpty() || matches(wanted, labels))
                && selector.objectsAt("matchExpressions").stream().allMatch(one -> holds(one, labels));
    }

    private static boolean holds(Map<String, Object> expression, Map<String, Object> labels) {
        var value = labels.get(String.valueOf(expression.get("key")));
        boolean listed = expression.get("values") instanceof List<?> values && values.contains(value);
        return switch (String.valueOf(expression.get("operator"))) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "DoesNotExist" -> value == null;
            default -> value != null;
        };
    }

    private static String labels(Map<String, Object> labels) {
        return String.join(
                ",",
                labels.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .toList());
    }
}
