package io.lexiops.server.redact;

import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in text by the name in front of them: {@code password=...}, {@code "token": "..."}, {@code --api-key ...}. */
final class NamedSecrets {

    // Groups: 1 quote, perhaps escaped, 2 name, 3 separator, perhaps URL-encoded. The value is read apart and only
    // after a
    // name of a secret: else a text full of names would be read once for each of them.
    private static final Pattern NAME =
            Pattern.compile("(\\\\{0,4}[\"']?)(?<![A-Za-z0-9_])([A-Za-z_][\\w./-]{1,100}+)\\1"
                    + "(\\s{0,4}(?:=>|:=|[=!]?==?|:|%3[AaDd])\\s{0,4})");
    // Exactly one of the groups is there: the value without its quotes.
    private static final Pattern VALUE = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*+)|'([^'\\n]*+)"
            + "|\\\\{1,4}[\"']([^\"'\\\\\\n]*+)|([^\\s,;&\"'<>{}\\[\\]()]++)");
    private static final Pattern FLAG = Pattern.compile(
            "(?<![\\w-])--?([A-Za-z][\\w-]{1,60}+)\\s+(?:([^\\s\"'<>-][^\\s\"'<>]*+)|\"([^\"\\n]*+)\"|'([^'\\n]*+)')");
    // Only where a name is one beyond doubt: "secret web-2 not found" names an object.
    private static final Pattern SPACED = Pattern.compile(
            "(?<![\\w-])([A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8}|(?i:password|passwd|passphrase))[ \\t]{1,8}([^\\s\"'<>,;:=]{6,}+)");
    private static final Pattern ELEMENT = Pattern.compile("<([A-Za-z][\\w.:-]{1,60}+)>([^<>\\n]{3,}+)</");
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
        boolean assignments = text.indexOf('=') >= 0 || text.indexOf(':') >= 0 || text.contains("%3");
        var result = assignments ? assignments(text, placeholder) : text;
        result = result.indexOf('-') >= 0 && result.indexOf(' ') >= 0 ? flags(result, placeholder) : result;
        result = spaced(result, placeholder);
        return result.contains("</") ? elements(result, placeholder) : result;
    }

    private static String assignments(String text, UnaryOperator<String> placeholder) {
        var name = NAME.matcher(text);
        var value = VALUE.matcher(text);
        StringBuilder result = null;
        int copied = 0;
        int from = 0;
        while (from < text.length() && name.find(from)) {
            // What is no secret may itself begin with a name: --from-literal=password=...
            from = name.end();
            if (isSecretName(text, name) && value.region(from, text.length()).lookingAt()) {
                int group = presentGroup(value);
                if (isSecretValue(text, name, value, group)) {
                    result = result == null ? new StringBuilder() : result;
                    result.append(text, copied, value.start(group)).append(placeholder.apply(value.group(group)));
                    copied = value.end(group);
                    from = copied;
                }
            }
        }
        return result == null
                ? text
                : result.append(text, copied, text.length()).toString();
    }

    private static String flags(String text, UnaryOperator<String> placeholder) {
        return FLAG.matcher(text).replaceAll(match -> {
            int group = match.group(2) != null ? 2 : match.group(3) != null ? 3 : 4;
            var value = match.group(group);
            boolean secret = SecretNames.isSecret(match.group(1)) && !harmless(value) && value.indexOf('=') < 0;
            return Matcher.quoteReplacement(secret ? around(text, match, group, placeholder) : match.group());
        });
    }

    private static String spaced(String text, UnaryOperator<String> placeholder) {
        return SPACED.matcher(text).replaceAll(match -> {
            var value = match.group(2);
            boolean secret = SecretNames.isSecret(match.group(1)) && !harmless(value) && looksRandom(value);
            return Matcher.quoteReplacement(secret ? around(text, match, 2, placeholder) : match.group());
        });
    }

    private static String elements(String text, UnaryOperator<String> placeholder) {
        return ELEMENT.matcher(text).replaceAll(match -> {
            boolean secret = SecretNames.isSecret(match.group(1)) && !harmless(match.group(2));
            return Matcher.quoteReplacement(secret ? around(text, match, 2, placeholder) : match.group());
        });
    }

    private static String around(String text, MatchResult match, int group, UnaryOperator<String> placeholder) {
        return text.substring(match.start(), match.start(group))
                + placeholder.apply(match.group(group))
                + text.substring(match.end(group), match.end());
    }

    private static boolean isSecretName(String text, MatchResult match) {
        var name = match.group(2);
        if (SecretNames.isSecret(name)) {
            return true;
        }
        // -Dtoken=..., -Ptoken=...
        int start = match.start(2);
        boolean flag = start > 0 && text.charAt(start - 1) == '-' && (start < 2 || text.charAt(start - 2) != '-');
        return flag && SecretNames.isSecret(name.substring(1));
    }

    private static int presentGroup(MatchResult value) {
        int group = 1;
        while (value.group(group) == null) {
            group++;
        }
        return group;
    }

    private static boolean isSecretValue(String text, MatchResult name, MatchResult value, int group) {
        var word = value.group(group);
        if (harmless(word)) {
            return false;
        }
        boolean quotedName = !name.group(1).isEmpty();
        boolean quotedValue = group != 4;
        var separator = name.group(3);
        if (separator.indexOf('=') >= 0 || separator.indexOf('%') >= 0 || (quotedName && quotedValue)) {
            return true;
        }
        if (separator.equals(":")) {
            // token:v1.2 is an image
            return name.group(2).indexOf('/') < 0
                    && name.group(2).indexOf('.') < 0
                    && !VERSION.matcher(word).matches();
        }
        return quotedValue || isWholeLine(text, name.start(), value.end()) || looksRandom(word);
    }

    // As in YAML and properties files; in a sentence, "token: expired" is not a secret.
    private static boolean isWholeLine(String text, int start, int end) {
        int before = start - 1;
        boolean dash = false;
        while (before >= 0 && (isBlank(text.charAt(before)) || (text.charAt(before) == '-' && !dash))) {
            dash |= text.charAt(before) == '-';
            before--;
        }
        int after = end;
        while (after < text.length() && isBlank(text.charAt(after))) {
            after++;
        }
        return (before < 0 || text.charAt(before) == '\n') && (after == text.length() || text.charAt(after) == '\n');
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
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
}
