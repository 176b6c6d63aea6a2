package io.lexiops.agent.http;

/** Words of a person that others can see as they are. */
final class VisibleWords {

    private VisibleWords() {}

    /**
     * The text itself.
     *
     * @param field its name in the body
     * @throws IllegalArgumentException if a character cannot be seen: a reader would approve something else than what is
     *     written
     */
    static String of(String field, String text) {
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            if (!visible(character)) {
                throw new IllegalArgumentException(
                        "'%s' has a character that cannot be seen, U+%04X at position %d: write it without"
                                .formatted(field, character, at + 1));
            }
            at += Character.charCount(character);
        }
        return text;
    }

    private static boolean visible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character == '\n' || character == '\r' || character == '\t';
            // Joins letters in several scripts and in emoji.
            case Character.FORMAT -> character == 0x200C || character == 0x200D;
            case Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
