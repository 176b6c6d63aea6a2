package io.lexiops.server.kubernetes;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies a JSON patch to a copy of an object: the API server says only that a patch cannot be applied, not what in it. */
final class PatchTrial {

    private Map<String, Object> document;

    private PatchTrial(Map<String, Object> object) {
        document = TreeDifference.copy(object);
    }

    /**
     * The first operation that cannot be applied.
     *
     * @param index  from 0
     * @param object as the operations before have left it
     * @param path   where something is missing, or is not as the test says
     */
    record Refused(int index, String op, String path, boolean missing, Map<String, Object> object) {}

    /** The value at a path; null if there is none. */
    static @Nullable Object at(Map<String, Object> object, String path) {
        return find(object, steps(path));
    }

    /** Empty if all operations can be applied, as far as can be told. */
    static Optional<Refused> refused(List<?> operations, Map<String, Object> object) {
        var trial = new PatchTrial(object);
        for (int i = 0; i < operations.size(); i++) {
            var operation = TreeDifference.mapOf(operations.get(i));
            var op = String.valueOf(operation.get("op"));
            var from = String.valueOf(operation.get("from"));
            boolean hasFrom = op.equals("move") || op.equals("copy");
            if (hasFrom && find(trial.document, steps(from)) == null) {
                return Optional.of(new Refused(i, op, from, true, trial.document));
            }
            var path = String.valueOf(operation.get("path"));
            if (!trial.apply(op, path, from, operation.get("value"))) {
                boolean missing = !op.equals("test") || find(trial.document, steps(path)) == null;
                return Optional.of(new Refused(i, op, path, missing, trial.document));
            }
        }
        return Optional.empty();
    }

    static List<String> steps(String pointer) {
        return pointer.isEmpty()
                ? List.of()
                : Arrays.stream(pointer.substring(pointer.startsWith("/") ? 1 : 0)
                                .split("/", -1))
                        .map(step -> step.replace("~1", "/").replace("~0", "~"))
                        .toList();
    }

    private boolean apply(String op, String path, String from, @Nullable Object value) {
        var steps = steps(path);
        return switch (op) {
            case "test" -> same(find(document, steps), value);
            case "remove" -> find(document, steps) != null && change(steps, null, false);
            case "replace" -> find(document, steps) != null && change(steps, value, false);
            case "add" -> change(steps, value, true);
            case "copy" -> change(steps, find(document, steps(from)), true);
            case "move" -> {
                var moved = find(document, steps(from));
                yield change(steps(from), null, false) && change(steps, moved, true);
            }
            // The API server has words of its own for these.
            default -> true;
        };
    }

    @SuppressWarnings("unchecked") // a copy of ours, of maps with string keys and lists of anything
    private boolean change(List<String> steps, @Nullable Object value, boolean insert) {
        if (steps.isEmpty()) {
            document = value instanceof Map<?, ?> ? TreeDifference.copy(TreeDifference.map(value)) : Map.of();
            return true;
        }
        var last = steps.getLast();
        return switch (find(document, steps.subList(0, steps.size() - 1))) {
            case Map<?, ?> map -> {
                if (value == null) {
                    map.remove(last);
                } else {
                    ((Map<String, Object>) map).put(last, copied(value));
                }
                yield true;
            }
            case List<?> list -> change((List<Object>) list, last, value, insert);
            case null, default -> false;
        };
    }

    private static boolean change(List<Object> list, String last, @Nullable Object value, boolean insert) {
        int index = (insert && last.equals("-")) ? list.size() : index(last);
        if (index < 0 || index > (insert ? list.size() : list.size() - 1)) {
            return false;
        }
        if (value == null) {
            if (!insert) {
                list.remove(index);
            }
        } else if (insert) {
            list.add(index, copied(value));
        } else {
            list.set(index, copied(value));
        }
        return true;
    }

    private static @Nullable Object find(@Nullable Object tree, List<String> steps) {
        var there = tree;
        for (var step : steps) {
            there = switch (there) {
                case Map<?, ?> map -> map.get(step);
                case List<?> list -> index(step) >= 0 && index(step) < list.size() ? list.get(index(step)) : null;
                case null, default -> null;
            };
        }
        return there;
    }

    private static int index(String step) {
        return step.matches("[0-9]{1,6}") ? Integer.parseInt(step) : -1;
    }

    /** What is put into the document may be changed by a later operation, so it must be a copy that can be. */
    private static Object copied(Object value) {
        return Objects.requireNonNull(
                TreeDifference.copy(Map.of("value", value)).get("value"));
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return (one instanceof Number first && other instanceof Number second)
                ? new BigDecimal(first.toString()).compareTo(new BigDecimal(second.toString())) == 0
                : Objects.equals(one, other);
    }
}
