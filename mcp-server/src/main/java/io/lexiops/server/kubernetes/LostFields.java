package io.lexiops.server.kubernetes;

import io.lexiops.server.change.TargetChange;
import io.lexiops.server.output.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fields that were asked for and that the server would not store: it prunes what its schema does not know, a misspelt
 * field for example, and says nothing to who does not read its warnings.
 */
final class LostFields {

    private LostFields() {}

    /** One sentence for each field that a manifest or patch has and the object does not get. */
    static List<String> warnings(TargetChange change, Map<String, Object> asked) {
        var after = change.after();
        if (after == null) {
            return List.of();
        }
        var lost = new ArrayList<String>();
        collect("", asked, after, lost);
        return sentences(change, lost);
    }

    /** The same of the operations of a JSON patch. */
    static List<String> warnings(TargetChange change, List<?> operations) {
        var after = change.after();
        if (after == null) {
            return List.of();
        }
        var lost = new ArrayList<String>();
        for (int i = 0; i < operations.size(); i++) {
            var operation = TreeDifference.map(Objects.requireNonNull(operations.get(i)));
            var later = operations.subList(i + 1, operations.size());
            if (List.of("add", "replace").contains(String.valueOf(operation.get("op")))
                    && later.stream().noneMatch(other -> mayMove(other, operation))) {
                written(operation, after, lost);
            }
        }
        return sentences(change, lost);
    }

    private static List<String> sentences(TargetChange change, List<String> lost) {
        return lost.stream()
                .map(field -> OneLine.of("%s/%s: the server does not know the field %s and drops it"
                        .formatted(change.target().kind(), change.target().name(), field)))
                .toList();
    }

    /** Whether a later operation may take away what this one has written, or write it anew. */
    private static boolean mayMove(@Nullable Object later, Map<String, Object> operation) {
        var path = String.valueOf(operation.get("path"));
        var other = TreeDifference.mapOf(later);
        return other.values().stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> text.startsWith("/"))
                .anyMatch(text -> text.startsWith(path) || path.startsWith(text));
    }

    private static void written(Map<String, Object> operation, Map<String, Object> after, List<String> lost) {
        var value = operation.get("value");
        @Nullable Object there = after;
        var at = "";
        for (var step : PatchTrial.steps(String.valueOf(operation.get("path")))) {
            if (!(there instanceof Map<?, ?> map)) {
                // In lists the places move; what stands there now may be another item.
                return;
            }
            if (map.get(step) == null) {
                if (!isEmpty(value)) {
                    lost.add(named(at, step, TreeDifference.map(map)));
                }
                return;
            }
            there = map.get(step);
            at = at.isEmpty() ? step : at + "." + step;
        }
        value(at, value, there, lost);
    }

    private static void collect(String at, Map<String, Object> asked, Map<String, Object> after, List<String> lost) {
        asked.forEach((key, value) -> {
            // A Secret's stringData becomes its data; a key with a dollar tells a strategic patch what to do.
            if (isEmpty(value) || key.startsWith("$") || (at.isEmpty() && key.equals("stringData"))) {
                return;
            }
            var there = after.get(key);
            if (there == null) {
                lost.add(named(at, key, after));
            } else {
                value(at.isEmpty() ? key : at + "." + key, value, there, lost);
            }
        });
    }

    private static void value(String at, @Nullable Object value, @Nullable Object after, List<String> lost) {
        if (value instanceof Map<?, ?> && after instanceof Map<?, ?>) {
            collect(at, TreeDifference.map(value), TreeDifference.map(after), lost);
        } else if (value instanceof List<?> list && after instanceof List<?> there) {
            for (int i = 0; i < list.size(); i++) {
                var item = list.get(i);
                var name = nameOf(item);
                var other = name == null
                        ? Optional.<Object>ofNullable(list.size() == there.size() ? there.get(i) : null)
                        : there.stream()
                                .filter(candidate -> name.equals(nameOf(candidate)))
                                .map(Object.class::cast)
                                .findFirst();
                var place = at + "[" + (name == null ? i : name) + "]";
                other.ifPresent(found -> value(place, item, found, lost));
            }
        }
    }

    private static @Nullable Object nameOf(@Nullable Object item) {
        return item instanceof Map<?, ?> map ? map.get("name") : null;
    }

    private static String named(String at, String key, Map<String, Object> siblings) {
        var near = Near.to(key, siblings.keySet());
        return (at.isEmpty() ? key : at + "." + key)
                + (near.isEmpty() ? "" : " (near: " + String.join(", ", near) + ")");
    }

    /** What the server may leave out because it says nothing. */
    private static boolean isEmpty(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Map<?, ?> map -> map.isEmpty();
            case List<?> list -> list.isEmpty();
            case String text -> text.isEmpty();
            case Boolean flag -> !flag;
            case Number number -> number.doubleValue() == 0;
            default -> false;
        };
    }
}
