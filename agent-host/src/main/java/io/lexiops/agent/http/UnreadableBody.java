package io.lexiops.agent.http;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a body. The parser's own words may quote the body; only names of fields are passed on. */
final class UnreadableBody {

    private static final String NO_JSON = "the body is not the JSON object that is expected here";
    private static final int NAME_SHOWN = 60;

    private UnreadableBody() {}

    static String words(Throwable unreadable) {
        return switch (unreadable) {
            case UnrecognizedPropertyException unknown -> unknown(unknown);
            case MismatchedInputException mismatch -> mismatch(mismatch);
            case StreamReadException broken -> broken(broken);
            // Thrown by the records that a body becomes; written for the caller.
            case IllegalArgumentException ours -> String.valueOf(ours.getMessage());
            case Throwable other when other.getCause() != null -> words(other.getCause());
            default -> NO_JSON;
        };
    }

    private static String unknown(UnrecognizedPropertyException e) {
        var known = e.getKnownPropertyIds();
        return "unknown field '%s'; %s"
                .formatted(
                        shown(e.getPropertyName()), known == null || known.isEmpty() ? "there is none" : known(known));
    }

    private static String known(Collection<Object> known) {
        return "known are " + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String mismatch(MismatchedInputException e) {
        var path = e.getPath();
        if (e.getCause() instanceof IllegalArgumentException ours) {
            return String.valueOf(ours.getMessage());
        }
        var field = path.isEmpty() ? null : path.getLast().getPropertyName();
        return field == null ? NO_JSON : "'%s' must be %s".formatted(shown(field), type(e.getTargetType()));
    }

    private static String type(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        return type == Boolean.class ? "true or false" : "a string";
    }

    private static String broken(StreamReadException e) {
        var parser = e.processor();
        var twice = parser != null && String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                ? parser.currentName()
                : null;
        return twice == null ? NO_JSON : "field '%s' stands there twice".formatted(shown(twice));
    }

    private static String shown(String name) {
        return name.length() <= NAME_SHOWN ? name : name.substring(0, NAME_SHOWN) + "...";
    }
}
