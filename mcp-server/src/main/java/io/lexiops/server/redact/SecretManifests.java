package io.lexiops.server.redact;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides the data of a Secret that somebody has put into a text as a manifest, whole or broken: a file, a log, an argument. */
final class SecretManifests {

    private static final Pattern DOCUMENTS = Pattern.compile("(?m)(?=^---)");
    private static final Pattern KIND =
            Pattern.compile("(?m)^([ \\t-]*)[\"']?kind[\"']?[ \\t]*:[ \\t]*[\"']?Secret\\b");
    private static final Pattern KIND_IN_BRACES =
            Pattern.compile("[{,]\\s*[\\\\\"']*kind[\\\\\"']*\\s*:\\s*[\\\\\"']*Secret\\b");
    private static final Pattern BLOCK = Pattern.compile(
            "(?m)^([ \\t-]*)[\"']?(?:data|stringData)[\"']?[ \\t]*:[ \\t]*\\n((?:[ \\t]+[^\\n]*(?:\\n|\\z)|\\n)++)");
    // A whole string, also one within the text of another; one that does not end is read sign by sign.
    private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*+\"|\\\\\"(?:[^\"\\\\]|\\\\(?!\"))*+\\\\\"|'[^'\\n]*+'";
    private static final Pattern BRACES =
            Pattern.compile("\\b(?:data|stringData)[\\\\\"']*\\s*:\\s*\\{((?:" + STRING + "|[^{}])++)", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("([ \\t]*[\"']?[\\w.-]++[\"']?[ \\t]*:[ \\t]++)?([^\\n]*)");
    private static final Pattern VALUE =
            Pattern.compile(":\\s*(" + STRING + "|[\\\\\"'\\[]*+[^\\\\\"',}\\s][^\\\\\"',}]*+)", Pattern.DOTALL);
    private static final Pattern QUOTES = Pattern.compile("[\\\\\"'\\[]*+");
    private static final Pattern BLOCK_SCALAR = Pattern.compile("[|>][0-9+-]{0,2}");

    private SecretManifests() {}

    static String replace(String text, UnaryOperator<String> placeholder) {
        if (!text.contains("Secret") || !text.contains("kind")) {
            return text;
        }
        var result = new StringBuilder(text.length());
        for (var document : DOCUMENTS.split(text)) {
            result.append(document(document, placeholder));
        }
        return result.toString();
    }

    private static String document(String text, UnaryOperator<String> placeholder) {
        var kind = KIND.matcher(text);
        if (kind.find()) {
            int depth = kind.group(1).length();
            var blocks = BLOCK.matcher(text).replaceAll(block -> {
                boolean beside = block.group(1).length() == depth;
                return Matcher.quoteReplacement(
                        beside
                                ? text.substring(block.start(), block.start(2))
                                        + entries(block.group(2), depth, placeholder)
                                : block.group());
            });
            return braces(blocks, placeholder);
        }
        return KIND_IN_BRACES.matcher(text).find() ? braces(text, placeholder) : text;
    }

    private static String entries(String lines, int depth, UnaryOperator<String> placeholder) {
        var result = new StringBuilder();
        boolean within = true;
        for (var line : lines.split("(?<=\\n)")) {
            var text = line.strip();
            within &= text.isEmpty() || line.indexOf(text.charAt(0)) > depth;
            result.append(within && !text.isEmpty() ? entry(line, placeholder) : line);
        }
        return result.toString();
    }

    private static String entry(String line, UnaryOperator<String> placeholder) {
        var entry = ENTRY.matcher(line);
        if (!entry.lookingAt()) {
            return line;
        }
        var value = entry.group(2).strip();
        boolean plain = value.isEmpty()
                || Placeholders.isWhole(unquoted(value))
                || BLOCK_SCALAR.matcher(value).matches();
        if (plain) {
            return line;
        }
        int start = line.indexOf(value, entry.start(2));
        return line.substring(0, start) + placeholder.apply(unquoted(value)) + line.substring(start + value.length());
    }

    private static String braces(String text, UnaryOperator<String> placeholder) {
        return BRACES.matcher(text)
                .replaceAll(braces -> Matcher.quoteReplacement(
                        text.substring(braces.start(), braces.start(1)) + values(braces.group(1), placeholder)));
    }

    private static String values(String entries, UnaryOperator<String> placeholder) {
        return VALUE.matcher(entries).replaceAll(value -> {
            var whole = value.group(1).strip();
            var quote = QUOTES.matcher(whole);
            var before = quote.lookingAt() ? quote.group() : "";
            boolean closed = whole.length() >= 2 * before.length() && whole.endsWith(before);
            var inside = whole.substring(before.length(), whole.length() - (closed ? before.length() : 0));
            return Matcher.quoteReplacement(
                    inside.isEmpty() || Placeholders.isWhole(inside)
                            ? value.group()
                            : entries.substring(value.start(), value.start(1))
                                    + before
                                    + placeholder.apply(inside)
                                    + (closed ? before : ""));
        });
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
