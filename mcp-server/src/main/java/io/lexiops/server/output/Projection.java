package io.lexiops.server.output;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Some fields of an object, by path: {@code metadata.name}, {@code spec.template.spec.containers[*].image},
 * {@code metadata.labels['app.kubernetes.io/name']}. A list on the way is walked whether or not the path says {@code [*]}.
 */
public final class Projection {

    private final Map<String, List<String>> paths;

    private Projection(Map<String, List<String>> paths) {
        this.paths = paths;
    }

    /**
     * Reads the paths.
     *
     * @throws ToolFailed {@code INVALID_ARGUMENT} if one cannot be read
     */
    public static Projection of(List<String> fields) {
        var paths = new LinkedHashMap<String, List<String>>();
        for (var field : fields) {
            paths.put(field, segments(field));
        }
        return new Projection(paths);
    }

    /** The values by the path as it was given; a path that leads nowhere is left out. */
    public Map<String, Object> apply(Map<String, Object> object) {
        var result = new LinkedHashMap<String, Object>();
        paths.forEach((field, segments) -> {
            var value = at(object, segments);
            if (value != null) {
                result.put(field, value);
            }
        });
        return result;
    }

    /**
     * Where a path that leads nowhere ends.
     *
     * @param word  the first part that is not there
     * @param names what is there in its place
     */
    public record DeadEnd(String word, Set<String> names) {}

    /** Where the paths end that lead nowhere in the object, by the path as it was given. */
    public Map<String, DeadEnd> deadEnds(Map<String, Object> object) {
        var ends = new LinkedHashMap<String, DeadEnd>();
        paths.forEach((field, segments) -> {
            if (at(object, segments) == null) {
                int known = 0;
                while (at(object, segments.subList(0, known + 1)) != null) {
                    known++;
                }
                var names = new TreeSet<String>();
                collectNames(at(object, segments.subList(0, known)), names);
                ends.put(field, new DeadEnd(segments.get(known), names));
            }
        });
        return ends;
    }

    private static void collectNames(@Nullable Object value, Set<String> names) {
        switch (value) {
            case Map<?, ?> map -> map.keySet().forEach(key -> names.add(String.valueOf(key)));
            case List<?> list -> list.forEach(item -> collectNames(item, names));
            case null, default -> {}
        }
    }

    /**
     * The object as far as it leads to the values: beside the way only plain values are kept, since by them it is told
     * what a value is, such as the name of a variable. Much smaller, and looked through much sooner.
     */
    public Map<String, Object> surroundings(Map<String, Object> object) {
        var result = new LinkedHashMap<String, Object>();
        object.forEach((key, value) -> {
            if (!(value instanceof Map<?, ?>) && !(value instanceof List<?>)) {
                result.put(key, value);
            }
        });
        for (var segments : paths.values()) {
            var first = segments.getFirst();
            var value = object.get(first);
            if (value instanceof Map<?, ?> map && segments.size() > 1 && paths.size() == 1) {
                result.put(
                        first,
                        new Projection(Map.of("", segments.subList(1, segments.size()))).surroundings(texts(map)));
            } else if (value != null) {
                result.put(first, value);
            }
        }
        return result;
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> texts(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static @Nullable Object at(@Nullable Object value, List<String> segments) {
        if (segments.isEmpty() || value == null) {
            return value;
        }
        var segment = segments.getFirst();
        var rest = segments.subList(1, segments.size());
        if (value instanceof List<?> list) {
            return inList(list, segment, segments, rest);
        }
        return value instanceof Map<?, ?> map ? at(map.get(segment), rest) : null;
    }

    private static @Nullable Object inList(List<?> list, String segment, List<String> segments, List<String> rest) {
        if (!segment.isEmpty() && segment.chars().allMatch(Character::isDigit)) {
            int index = segment.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(segment);
            return index < list.size() ? at(list.get(index), rest) : null;
        }
        var found = new ArrayList<Object>();
        for (var item : list) {
            var value = at(item, segment.equals("*") ? rest : segments);
            if (value != null) {
                found.add(value);
            }
        }
        return found.isEmpty() ? null : found;
    }

    private static List<String> segments(String field) {
        var segments = new ArrayList<String>();
        var word = new StringBuilder();
        int i = field.startsWith("$.") ? 2 : field.startsWith(".") ? 1 : 0;
        while (i < field.length()) {
            char c = field.charAt(i);
            if (c == '.') {
                add(segments, word);
                i++;
            } else if (c == '[') {
                add(segments, word);
                int end = closing(field, i);
                segments.add(unquoted(field.substring(i + 1, end)));
                i = end + 1;
            } else {
                word.append(c);
                i++;
            }
        }
        add(segments, word);
        if (segments.isEmpty()) {
            throw unreadable(field);
        }
        return segments;
    }

    // A bracket inside of quotes belongs to the key.
    private static int closing(String field, int open) {
        char quote = open + 1 < field.length() ? field.charAt(open + 1) : ' ';
        int end = quote == '\'' || quote == '"' ? field.indexOf(quote + "]", open + 2) + 1 : field.indexOf(']', open);
        if (end <= open) {
            throw unreadable(field);
        }
        return end;
    }

    private static void add(List<String> segments, StringBuilder word) {
        if (!word.isEmpty()) {
            segments.add(word.toString());
            word.setLength(0);
        }
    }

    private static String unquoted(String segment) {
        boolean quoted = segment.length() > 1 && (segment.startsWith("'") || segment.startsWith("\""));
        return quoted ? segment.substring(1, segment.length() - 1) : segment;
    }

    private static ToolFailed unreadable(String field) {
        return new ToolFailed(
                ErrorCode.INVALID_ARGUMENT,
                "cannot read the field path '" + field + "'",
                "write it like metadata.name, spec.containers[*].image or metadata.labels['app.kubernetes.io/name']");
    }
}
