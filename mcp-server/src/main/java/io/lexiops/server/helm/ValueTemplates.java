package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses values that are programs. Many charts run templates that they find in values; when Helm installs, such a template
 * can read every object that this server may read, which no fence sees and no preview shows.
 */
final class ValueTemplates {

    private static final Pattern READS =
            Pattern.compile("\\b(lookup|include|template|tpl|block|define|getHostByName)\\b");

    private ValueTemplates() {}

    /** The values, if none of them reads anything; plain placeholders such as {@code {{ .Release.Name }}} do not. */
    static Map<String, Object> checked(Map<String, Object> values) {
        check(values);
        return values;
    }

    private static void check(@Nullable Object value) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((key, item) -> {
                    check(key);
                    check(item);
                });
            case List<?> list -> list.forEach(ValueTemplates::check);
            case String text
            when text.contains("{{") && READS.matcher(text).find() ->
                throw new ToolFailed(
                        ErrorCode.REFUSED,
                        "argument 'values' holds a template that would read more than its own values",
                        "give plain values; names such as {{ .Release.Name }} are fine");
            case null, default -> {}
        }
    }
}
