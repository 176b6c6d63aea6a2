package io.lexiops.server.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object in no more room than there is: first long texts are cut, then what lies deepest gives way to a note of what was
 * there. The note is text in the place of an object or a list, so nobody can apply a cut object by mistake.
 */
public final class FittedTree {

    private static final int LONGEST_TEXT = 200;
    private static final int DEEPEST = 12;

    private FittedTree() {}

    /** The tree itself if it fits into so many characters of JSON, else a copy that does. */
    public static Map<String, Object> of(Map<String, Object> tree, long characters) {
        if (JsonSize.of(tree) <= characters) {
            return tree;
        }
        for (int depth = DEEPEST; depth > 0; depth--) {
            var cut = map(tree, depth);
            if (JsonSize.of(cut) <= characters) {
                return cut;
            }
        }
        return firstKeys(map(tree, 1), characters);
    }

    /** A map with very many keys of its own. */
    private static Map<String, Object> firstKeys(Map<String, Object> flat, long characters) {
        var kept = new LinkedHashMap<String, Object>();
        long room = characters - 40;
        for (var entry : flat.entrySet()) {
            room -= JsonSize.of(entry.getKey()) + 2 + JsonSize.of(entry.getValue());
            if (room < 0) {
                kept.put("...", "(" + (flat.size() - kept.size()) + " more fields)");
                return kept;
            }
            kept.put(entry.getKey(), entry.getValue());
        }
        return kept;
    }

    private static @Nullable Object cut(@Nullable Object value, int depth) {
        return switch (value) {
            case Map<?, ?> map -> {
                if (map.isEmpty()) {
                    yield map;
                }
                yield depth == 0 ? "(" + map.size() + " fields left out)" : map(map, depth);
            }
            case List<?> list -> {
                if (list.isEmpty()) {
                    yield list;
                }
                yield depth == 0 ? "(" + list.size() + " items left out)" : list(list, depth);
            }
            case String text
            when text.length() > LONGEST_TEXT ->
                text.substring(0, LONGEST_TEXT) + "... (" + text.length() + " characters)";
            case null, default -> value;
        };
    }

    private static Map<String, Object> map(Map<?, ?> map, int depth) {
        var cut = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> {
            var shown = cut(value, depth - 1);
            if (shown != null) {
                cut.put(String.valueOf(key), shown);
            }
        });
        return cut;
    }

    private static List<@Nullable Object> list(List<?> list, int depth) {
        var cut = new ArrayList<@Nullable Object>();
        list.forEach(item -> cut.add(cut(item, depth - 1)));
        return cut;
    }
}
