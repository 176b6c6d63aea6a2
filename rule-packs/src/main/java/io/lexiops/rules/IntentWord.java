package io.lexiops.rules;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A word as somebody wrote it.
 *
 * @param text       exactly as written, without quotes and without the possessive ending
 * @param form       what kind of token it is
 * @param possessive whether it ended in 's
 */
record IntentWord(String text, Form form, boolean possessive) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,9}");

    /** What kind of token a word is. */
    enum Form {
        WORD,
        QUOTED,
        /** A comma, a dash between phrases, the end of a line: perhaps the end of a clause. */
        PAUSE,
        /** A full stop or a semicolon: the end of a clause. */
        STOP,
        /** A question mark. */
        QUESTION
    }

    static IntentWord word(String text) {
        return new IntentWord(text, Form.WORD, false);
    }

    String lower() {
        return text.toLowerCase(Locale.ROOT);
    }

    boolean breaks() {
        return form == Form.PAUSE || form == Form.STOP || form == Form.QUESTION;
    }

    boolean plain() {
        return form == Form.WORD;
    }

    /** Whether it could be the name of an object. */
    boolean nameLike() {
        return !breaks() && NAME.matcher(lower()).matches();
    }

    boolean integer() {
        return form != Form.QUOTED && INTEGER.matcher(text).matches();
    }
}
