package io.lexiops.server.redact;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets out of the lines of one log, on their way to a reader. What is secret in a line may be told only by the
 * lines around it: a private key has many, a value may stand below its name, and the beginning may be cut off.
 */
public final class LogRedaction {

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}-----");
    private static final Pattern END = Pattern.compile("-----END [A-Z0-9 ]{0,40}-----");
    private static final String PRIVATE = "PRIVATE KEY";
    // What PEM allows, and a little more for what a logger puts before the text.
    private static final Pattern PART = Pattern.compile("(?:\\S.*\\s)?([A-Za-z0-9+/=]{4,76})\\s*");
    private static final Pattern WHOLE_PART = Pattern.compile("(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9+/]{64}");
    private static final Pattern DANGLING = Pattern.compile("([A-Za-z_][\\w.-]{1,100})[\"']?\\s*[=:]\\s*\\\\?$");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(?:bearer|basic)\\s*$");
    private static final Pattern ALONE = Pattern.compile("\\s*[\"']?([^\\s\"',;:=]{4,})[\"']?[,;]?\\s*");

    private final Redactor redactor;
    private final boolean stamped;
    private final Predicate<String> reader;

    private Inside inside = Inside.TEXT;
    private boolean valueNext;
    private @Nullable String held;

    /** What the lines belong to. */
    private enum Inside {
        TEXT,
        PRIVATE_KEY,
        /** A certificate, a public key: many letters, and no secret. */
        PUBLIC
    }

    /** @param stamped whether each line begins with its time and a blank */
    LogRedaction(Redactor redactor, boolean stamped, Predicate<String> reader) {
        this.redactor = redactor;
        this.stamped = stamped;
        this.reader = reader;
    }

    /** Passes a line on, perhaps with the next one; whether the reader wants more. */
    public boolean accept(String line) {
        int start = stamped ? line.indexOf(' ') + 1 : 0;
        var text = line.substring(start);
        var before = held;
        held = null;
        boolean more = before == null || reader.test(isEndOfKey(text) ? withoutPart(before, startOf(before)) : before);
        if (!more) {
            return false;
        }
        var shown = shown(text);
        // Only the line below says whether this is the end of a key whose beginning was not read.
        if (shown.equals(text) && inside == Inside.TEXT && isPart(text)) {
            held = line;
            return true;
        }
        return reader.test(line.substring(0, start) + shown);
    }

    /** Passes on what was held back; nothing comes any more. */
    public void end() {
        var last = held;
        held = null;
        if (last != null) {
            var _ = reader.test(last);
        }
    }

    private String shown(String text) {
        var hidden = withoutBlock(text);
        var shown = hidden != null ? hidden : valueNext ? withoutValue(text) : redactor.text(text);
        valueNext = hidden == null && endsWithName(text);
        return shown;
    }

    private @Nullable String withoutBlock(String text) {
        boolean key = text.contains(PRIVATE);
        if (BEGIN.matcher(text).find()) {
            inside = END.matcher(text).find() ? Inside.TEXT : key ? Inside.PRIVATE_KEY : Inside.PUBLIC;
            return null;
        }
        if (END.matcher(text).find()) {
            inside = Inside.TEXT;
            return null;
        }
        if (inside == Inside.PUBLIC) {
            return null;
        }
        var part = PART.matcher(text);
        boolean isPart = part.matches();
        if (inside == Inside.PRIVATE_KEY) {
            // Headers and an empty line may stand before the first part.
            inside = isPart || text.isBlank() || text.contains(":") ? inside : Inside.TEXT;
            return isPart ? withoutPart(text, 0) : null;
        }
        if (isPart && WHOLE_PART.matcher(part.group(1)).matches()) {
            inside = Inside.PRIVATE_KEY;
            return withoutPart(text, 0);
        }
        return null;
    }

    private String withoutValue(String text) {
        var value = ALONE.matcher(text);
        return value.matches()
                ? text.substring(0, value.start(1))
                        + redactor.placeholder(value.group(1))
                        + text.substring(value.end(1))
                : redactor.text(text);
    }

    private String withoutPart(String line, int start) {
        var part = PART.matcher(line).region(start, line.length());
        return part.matches()
                ? line.substring(0, part.start(1)) + redactor.placeholder(part.group(1)) + line.substring(part.end(1))
                : line;
    }

    private int startOf(String line) {
        return stamped ? line.indexOf(' ') + 1 : 0;
    }

    private static boolean isPart(String text) {
        return PART.matcher(text).matches();
    }

    private static boolean isEndOfKey(String text) {
        return text.contains(PRIVATE) && END.matcher(text).find();
    }

    private static boolean endsWithName(String text) {
        var name = DANGLING.matcher(text);
        return (name.find() && SecretNames.isSecret(name.group(1)))
                || BEARER.matcher(text).find();
    }
}
