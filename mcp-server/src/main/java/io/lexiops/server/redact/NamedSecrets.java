package io.lexiops.server.redact;

import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in text by the name in front of them: {@code password=...}, {@code "token": "..."}, {@code --api-key ...}. */
final class NamedSecrets {

    // name, separator, value; groups: 1 quote, 2 name, 3 separator, 4 value
    private static final Pattern ASSIGNMENT = Pattern.compile("([\"']?)(?<![A-Za-z0-9_])([A-Za-z_][\\w./-]{1,100}+)\\1"
            + "(\\s{0,4}(?:=>|:=|=|:)\\s{0,4})"
            + "(\"(?:[^\"\\\\\\n]|\\\\.)*+\"?|'[^'\\n]*+'?|[^\\s,;&\"'<>{}\\[\\]()]++)");
    private static final Pattern FLAG = Pattern.compile(
            "(?<![\\w-])--?([A-Za-z][\\w-]{1,60}+)\\s+([^\\s\"'<>-][^\\s\"'<>]*+|\"[^\"\\n]*+\"|'[^'\\n]*+')");
    private static final Pattern VERSION = Pattern.compile("v?[0-9]+(?:\\.[0-9A-Za-z+-]+)*|latest");
    private static final Pattern REFERENCE = Pattern.compile("\\$[({].*|\\{\\{.*|%[A-Z_]+%|\\*+");
    private static final Set<String> PLAIN = Set.of(
            "true",
            "false",
            "null",
            "none",
            "nil",
            "yes",
            "no",
            "on",
            "off",
            "enabled",
            "disabled",
            "required",
            "optional",
            "invalid",
            "expired",
            "missing",
            "empty",
            "unset",
            "unknown",
            "string",
            "xxx");

    private NamedSecrets() {}

    static String replace(String text, UnaryOperator<String> placeholder) {
        boolean assignments = text.indexOf('=') >= 0 || text.indexOf(':') >= 0;
        var result = assignments ? assignments(text, placeholder) : text;
        return result.indexOf('-') >= 0 && result.indexOf(' ') >= 0 ? flags(result, placeholder) : result;
    }

    private static String assignments(String text, UnaryOperator<String> placeholder) {
        var matcher = ASSIGNMENT.matcher(text);
        StringBuilder result = null;
        int copied = 0;
        int from = 0;
        while (from < text.length() && matcher.find(from)) {
            if (SecretNames.isSecret(matcher.group(2)) && secretValue(text, matcher)) {
                result = result == null ? new StringBuilder() : result;
                result.append(text, copied, matcher.start(4)).append(hidden(matcher.group(4), placeholder));
                copied = matcher.end(4);
                from = copied;
            } else {
                // The value may itself be an assignment: --from-literal=password=...
                from = Math.max(matcher.start(4), matcher.start() + 1);
            }
        }
        return result == null
                ? text
                : result.append(text, copied, text.length()).toString();
    }

    private static String flags(String text, UnaryOperator<String> placeholder) {
        return FLAG.matcher(text).replaceAll(match -> {
            boolean secret = SecretNames.isSecret(match.group(1))
                    && !harmless(match.group(2))
                    && !match.group(2).contains("=");
            return Matcher.quoteReplacement(
                    secret
                            ? text.substring(match.start(), match.start(2)) + hidden(match.group(2), placeholder)
                            : match.group());
        });
    }

    private static boolean secretValue(String text, Matcher match) {
        var value = unquoted(match.group(4));
        if (harmless(value)) {
            return false;
        }
        boolean quotedName = !match.group(1).isEmpty();
        boolean quotedValue = match.group(4).startsWith("\"") || match.group(4).startsWith("'");
        if (match.group(3).contains("=") || (quotedName && quotedValue)) {
            return true;
        }
        if (match.group(3).equals(":")) {
            // token:v1.2 is an image
            return match.group(2).indexOf('/') < 0
                    && match.group(2).indexOf('.') < 0
                    && !VERSION.matcher(value).matches();
        }
        return quotedValue || isWholeLine(text, match) || looksRandom(value);
    }

    // As in YAML and properties files; in a sentence, "token: expired" is not a secret.
    private static boolean isWholeLine(String text, Matcher match) {
        int lineStart = text.lastIndexOf('\n', Math.max(0, match.start() - 1)) + 1;
        var before = text.substring(Math.min(lineStart, match.start()), match.start())
                .strip();
        int lineEnd = text.indexOf('\n', match.end());
        var after = text.substring(match.end(), lineEnd < 0 ? text.length() : lineEnd)
                .strip();
        return (before.isEmpty() || before.equals("-")) && after.isEmpty();
    }

    private static boolean looksRandom(String value) {
        return value.length() >= 6
                && value.chars().anyMatch(Character::isDigit)
                && value.chars().anyMatch(Character::isLetter);
    }

    private static boolean harmless(String value) {
        return value.length() < 3
                || PLAIN.contains(value.toLowerCase(Locale.ROOT))
                || Placeholders.isOne(value)
                || REFERENCE.matcher(value).matches();
    }

    private static String hidden(String value, UnaryOperator<String> placeholder) {
        char first = value.charAt(0);
        if (first != '"' && first != '\'') {
            return placeholder.apply(value);
        }
        boolean closed = value.length() > 1 && value.charAt(value.length() - 1) == first;
        return first + placeholder.apply(unquoted(value)) + (closed ? String.valueOf(first) : "");
    }

    private static String unquoted(String value) {
        char first = value.charAt(0);
        if (first != '"' && first != '\'') {
            return value;
        }
        boolean closed = value.length() > 1 && value.charAt(value.length() - 1) == first;
        return value.substring(1, closed ? value.length() - 1 : value.length());
    }
}
