package io.lexiops.server.output;

import java.util.regex.Pattern;

/**
 * Text of somebody else as a part of a line of ours. It must not look as if we had said it: it begins no line of its own,
 * and a value that could be taken for more than one stands in quotes.
 */
public final class OneLine {

    // What separates the parts of our lines, and what would blur where a value begins or ends.
    private static final Pattern BLURRED = Pattern.compile("^[\"\\s]|\\s$| -> |, |; ");

    private OneLine() {}

    /** A name, a path, a sentence: what would break the line or turn its direction is escaped. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(OneLine::breaks)) {
            return text;
        }
        var line = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (breaks(point)) {
                line.append(escaped(point));
            } else {
                line.appendCodePoint(point);
            }
        });
        return line.toString();
    }

    /** A value, cut to its first characters if there are more; how many are not shown is said. */
    public static String value(String text, int longest) {
        var shown = beginning(text, longest);
        var line = of(shown);
        if (!line.equals(shown) || BLURRED.matcher(shown).find()) {
            line = "\"" + of(shown.replace("\\", "\\\\").replace("\"", "\\\"")) + "\"";
        }
        return line + rest(text, shown);
    }

    /** Text that says by itself where it ends, JSON for example, cut in the same way. */
    public static String cut(String text, int longest) {
        var shown = beginning(text, longest);
        return of(shown) + rest(text, shown);
    }

    private static String beginning(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    private static String rest(String text, String shown) {
        int more = text.length() - shown.length();
        return more == 0 ? "" : "... (" + more + " more characters)";
    }

    private static boolean breaks(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String escaped(int point) {
        return switch (point) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> Character.isBmpCodePoint(point) ? "\\u%04x".formatted(point) : "\\u{%x}".formatted(point);
        };
    }
}
