package io.lexiops.rules;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON trees on their way into CEL and back. A field that is null counts as absent, as it does for Kubernetes; whole numbers
 * are of one kind.
 */
final class Trees {

    private static final int MAX_DEPTH = 100;

    /** An object of the API server is at most 1.5 MB; before and after make two. */
    private static final int MAX_WEIGHT = 8_000_000;

    private int weight;

    private Trees() {}

    /**
     * The tree as CEL reads it.
     *
     * @throws EvaluationFailed if it is too deep or too large, or holds something that is not JSON
     */
    static Map<String, Object> toCel(Map<String, ?> tree) throws EvaluationFailed {
        return new Trees().map(tree, 0);
    }

    static List<Object> toCel(List<?> trees) throws EvaluationFailed {
        return new Trees().list(trees, 0);
    }

    private Object any(@Nullable Object value, int depth) throws EvaluationFailed {
        weigh(8);
        return switch (value) {
            case null -> NullValue.NULL_VALUE;
            case String text -> {
                weigh(text.length());
                yield text;
            }
            case Boolean yes -> yes;
            case Long number -> number;
            case Double number -> number;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Float number -> number.doubleValue();
            case Number number -> number.doubleValue();
            case Map<?, ?> map -> map(map, depth + 1);
            case List<?> list -> list(list, depth + 1);
            case NullValue _ -> value;
            default ->
                throw new EvaluationFailed(
                        "not a JSON tree: it holds a " + value.getClass().getSimpleName());
        };
    }

    private Map<String, Object> map(Map<?, ?> map, int depth) throws EvaluationFailed {
        refuseBelow(depth);
        var result = LinkedHashMap.<String, Object>newLinkedHashMap(map.size());
        for (var entry : map.entrySet()) {
            var key = String.valueOf(entry.getKey());
            weigh(key.length());
            if (entry.getValue() != null) {
                result.put(key, any(entry.getValue(), depth));
            }
        }
        return result;
    }

    private List<Object> list(List<?> list, int depth) throws EvaluationFailed {
        refuseBelow(depth);
        var result = new ArrayList<Object>(list.size());
        for (var item : list) {
            result.add(any(item, depth));
        }
        return result;
    }

    private static void refuseBelow(int depth) throws EvaluationFailed {
        if (depth > MAX_DEPTH) {
            throw new EvaluationFailed("nested deeper than %d".formatted(MAX_DEPTH));
        }
    }

    private void weigh(int more) throws EvaluationFailed {
        weight += more;
        if (weight > MAX_WEIGHT) {
            throw new EvaluationFailed("larger than %d bytes".formatted(MAX_WEIGHT));
        }
    }

    /** A value that CEL computed as a JSON tree; {@link Optional#empty()} for {@code optional.none()}. */
    static Optional<Object> fromCel(Object value) throws EvaluationFailed {
        return switch (value) {
            case Optional<?> optional -> optional.isPresent() ? fromCel(optional.get()) : Optional.empty();
            default -> Optional.of(new Trees().json(value, 0));
        };
    }

    private Object json(Object value, int depth) throws EvaluationFailed {
        weigh(8);
        refuseBelow(depth);
        return switch (value) {
            case String text -> {
                weigh(text.length());
                yield text;
            }
            case Boolean _, Long _, Double _ -> value;
            case Integer number -> number.longValue();
            case UnsignedLong number -> number.longValue();
            case java.time.Instant time -> time.toString();
            case java.time.Duration time -> time.toString();
            case Map<?, ?> map -> {
                var result = LinkedHashMap.<String, Object>newLinkedHashMap(map.size());
                for (var entry : map.entrySet()) {
                    var item =
                            entry.getValue() instanceof Optional<?> optional ? optional.orElse(null) : entry.getValue();
                    if (item != null) {
                        result.put(String.valueOf(entry.getKey()), json(item, depth + 1));
                    }
                }
                yield result;
            }
            case List<?> list -> {
                var result = new ArrayList<Object>(list.size());
                for (var item : list) {
                    result.add(json(item, depth + 1));
                }
                yield result;
            }
            default -> throw new EvaluationFailed("a %s is no value here".formatted(typeOf(value)));
        };
    }

    private static String typeOf(Object value) {
        return value instanceof NullValue ? "null" : value.getClass().getSimpleName();
    }

    /** A value as a part of a sentence. */
    static String text(Object json) {
        return switch (json) {
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> String.valueOf(number.longValue());
            case List<?> list ->
                String.join(", ", list.stream().map(Trees::text).toList());
            default -> String.valueOf(json);
        };
    }
}
