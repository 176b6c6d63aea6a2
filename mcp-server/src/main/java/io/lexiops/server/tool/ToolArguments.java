package io.lexiops.server.tool;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, read strictly: an unknown name or a wrong type is said, never replaced by a default.
 * Numbers are {@code Long} or {@code Double}.
 */
public final class ToolArguments {

    private final Map<String, Object> values;

    private ToolArguments(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * Checks the values against the tool's parameters.
     *
     * @throws ToolFailed {@code INVALID_ARGUMENT}, naming the argument, its type and what was expected
     */
    public static ToolArguments of(ToolSpec spec, Map<String, ? extends @Nullable Object> given) {
        var values = new TreeMap<String, Object>();
        given.forEach((name, value) -> {
            var parameter = spec.parameter(name)
                    .orElseThrow(() -> invalid(
                            "unknown argument '" + shorten(name) + "' of " + spec.name(), "it takes: " + names(spec)));
            if (value != null) {
                values.put(name, checked(parameter, value));
            }
        });
        for (var parameter : spec.parameters()) {
            if (parameter.required() && !values.containsKey(parameter.name())) {
                throw invalid(
                        "argument '" + parameter.name() + "' of " + spec.name() + " is missing",
                        parameter.description());
            }
        }
        return new ToolArguments(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public String text(String name) {
        return present(name, textOrNull(name));
    }

    public @Nullable String textOrNull(String name) {
        return (String) values.get(name);
    }

    public String text(String name, String otherwise) {
        return (String) values.getOrDefault(name, otherwise);
    }

    public long integer(String name) {
        return (Long) present(name, values.get(name));
    }

    public long integer(String name, long otherwise) {
        return (Long) values.getOrDefault(name, otherwise);
    }

    public boolean flag(String name) {
        return (Boolean) values.getOrDefault(name, false);
    }

    @SuppressWarnings("unchecked") // checked element by element when the arguments were read
    public List<String> texts(String name) {
        return (List<String>) values.getOrDefault(name, List.of());
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    public Map<String, Object> object(String name) {
        return (Map<String, Object>) values.getOrDefault(name, Map.of());
    }

    public @Nullable Object any(String name) {
        return values.get(name);
    }

    /** All values by name, in the order of the names. */
    public Map<String, Object> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /** The same without some arguments. */
    public ToolArguments without(String... names) {
        var rest = new TreeMap<>(values);
        rest.keySet().removeAll(List.of(names));
        return new ToolArguments(rest);
    }

    private static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw invalid("argument '" + name + "' is missing", "give it a value");
        }
        return value;
    }

    private static Object checked(Parameter parameter, Object value) {
        return switch (parameter.type()) {
            case STRING -> checkedText(parameter, value);
            case INTEGER -> checkedInteger(parameter, value);
            case NUMBER ->
                value instanceof Number number ? (Object) number.doubleValue() : wrong(parameter, value, "a number");
            case BOOLEAN -> value instanceof Boolean ? value : wrong(parameter, value, "true or false");
            case STRINGS ->
                value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
                        ? List.copyOf(list)
                        : wrong(parameter, value, "a list of strings");
            case OBJECT -> value instanceof Map<?, ?> ? value : wrong(parameter, value, "an object");
            case ANY -> value;
        };
    }

    private static Object checkedText(Parameter parameter, Object value) {
        if (!(value instanceof String text)) {
            return wrong(parameter, value, "a string");
        }
        if (!parameter.allowed().isEmpty() && !parameter.allowed().contains(text)) {
            throw invalid(
                    "argument '" + parameter.name() + "' cannot be '" + shorten(text) + "'",
                    "use one of: " + String.join(", ", parameter.allowed()));
        }
        return text;
    }

    private static Object checkedInteger(Parameter parameter, Object value) {
        long number = switch (value) {
            case Integer i -> i.longValue();
            case Long l -> l;
            case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> d.longValue();
            default -> throw wrongType(parameter, value, "a whole number");
        };
        var least = parameter.minimum();
        var most = parameter.maximum();
        if ((least != null && number < least) || (most != null && number > most)) {
            throw invalid(
                    "argument '" + parameter.name() + "' cannot be " + number,
                    "it must be at least " + least + (most == null ? "" : " and at most " + most));
        }
        return number;
    }

    private static Object wrong(Parameter parameter, Object value, String expected) {
        throw wrongType(parameter, value, expected);
    }

    private static ToolFailed wrongType(Parameter parameter, Object value, String expected) {
        return invalid(
                "argument '" + parameter.name() + "' must be " + expected + ", not " + jsonType(value),
                parameter.description());
    }

    private static String jsonType(Object value) {
        return switch (value) {
            case String _ -> "a string";
            case Boolean _ -> "a boolean";
            case Number _ -> "a number";
            case List<?> _ -> "an array";
            case Map<?, ?> _ -> "an object";
            default -> "a value of another type";
        };
    }

    private static String names(ToolSpec spec) {
        return spec.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private static ToolFailed invalid(String message, String remedy) {
        return new ToolFailed(ErrorCode.INVALID_ARGUMENT, message, remedy);
    }
}
