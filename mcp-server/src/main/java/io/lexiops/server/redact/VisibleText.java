package io.lexiops.server.redact;

import java.util.regex.Pattern;

/**
 * Text without what a person would not see: terminal commands, control characters, zero-width and direction-changing
 * Unicode. Such characters are used to hide instructions to a model or to fake lines on a terminal.
 */
final class VisibleText {

    // CSI, OSC and other string commands, two-character commands; an unfinished one ends with the text.
    private static final Pattern TERMINAL = Pattern.compile(
            "(?:\\x1B\\[|\\x9B)[0-?]*+[ -/]*+[@-~]?|\\x1B[\\]PX^_][^\\x07\\x1B\\n]*+(?:\\x07|\\x1B\\\\)?"
                    + "|\\x1B[ -/]*+[0-~]?");

    private VisibleText() {}

    static String of(String text) {
        if (isPlain(text)) {
            return text;
        }
        var withoutCommands = text.indexOf('\u001B') < 0 && text.indexOf('\u009B') < 0
                ? text
                : TERMINAL.matcher(text).replaceAll("");
        return visibleOnly(withoutCommands);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= ' ' && c < 0x7F) || c == '\n' || c == '\t')) {
                return false;
            }
        }
        return true;
    }

    private static String visibleOnly(String text) {
        var visible = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            int next = i + Character.charCount(point);
            if (point == '\r') {
                boolean beforeNewline = next < text.length() && text.charAt(next) == '\n';
                visible.append(beforeNewline ? "" : "\n");
            } else if (point >= 0xD800 && point <= 0xDFFF) {
                visible.append('\uFFFD');
            } else if (point == '\n' || point == '\t' || !hidden(point)) {
                visible.appendCodePoint(point);
            }
            i = next;
        }
        return visible.toString();
    }

    private static boolean hidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> blank(point);
        };
    }

    // Letters and marks by their category, but nothing to look at.
    private static boolean blank(int point) {
        return point == 0x034F
                || point == 0x115F
                || point == 0x1160
                || point == 0x17B4
                || point == 0x17B5
                || point == 0x3164
                || point == 0xFFA0
                || (point >= 0x180B && point <= 0x180F)
                || (point >= 0xFE00 && point <= 0xFE0F)
                || (point >= 0xE0000 && point <= 0xE0FFF);
    }
}
