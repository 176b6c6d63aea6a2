package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
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
        // Charts join values before they run them: half a template in one and half in another are one.
        var texts = new ArrayList<String>();
        collect(values, texts);
        boolean reads = texts.stream().anyMatch(text -> text.contains("{{"))
                && texts.stream().anyMatch(text -> READS.matcher(text).find());
        if (reads || texts.stream().anyMatch(ValueTemplates::isHalf)) {
            throw new ToolFailed(
                    ErrorCode.REFUSED,
                    "the values hold a template that could read more than its own values",
                    "give plain values; names such as {{ .Release.Name }} are fine where no value is called lookup,"
                            + " include, template, tpl, block, define or getHostByName");
        }
        return values;
    }

    /** A template that begins here and ends in another value. */
    private static boolean isHalf(String text) {
        return text.lastIndexOf("{{") > text.lastIndexOf("}}");
    }

    private static void collect(@Nullable Object value, List<String> texts) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((key, item) -> {
                    collect(key, texts);
                    collect(item, texts);
                });
            case List<?> list -> list.forEach(item -> collect(item, texts));
            case String text -> texts.add(text);
            case null, default -> {}
        }
    }
}
