package io.lexiops.server.output;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many characters a tree has as compact JSON; by this a budget is spent before anything is written. */
public final class JsonSize {

    private JsonSize() {}

    public static long of(@Nullable Object tree) {
        return switch (tree) {
            case null -> 4;
            case Map<?, ?> map -> {
                // a comma or a bracket for each, a colon
                long size = 2L + Math.max(0, map.size() - 1);
                for (var entry : map.entrySet()) {
                    size += text(String.valueOf(entry.getKey())) + 1 + of(entry.getValue());
                }
                yield size;
            }
            case Iterable<?> items -> {
                long size = 1;
                for (var item : items) {
                    size += 1 + of(item);
                }
                yield Math.max(2, size);
            }
            case Number number -> number.toString().length();
            case Boolean truth -> truth ? 4 : 5;
            default -> text(tree.toString());
        };
    }

    /** How many of the first items have room in so many characters. */
    public static int fitting(List<?> items, long characters) {
        long left = characters;
        int fit = 0;
        while (fit < items.size()) {
            left -= of(items.get(fit)) + 1;
            if (left < 0) {
                return fit;
            }
            fit++;
        }
        return fit;
    }

    private static long text(String text) {
        long size = text.length() + 2L;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t') {
                size++;
            } else if (c < ' ') {
                size += 5;
            }
        }
        return size;
    }
}
