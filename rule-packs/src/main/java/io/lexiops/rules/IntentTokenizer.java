package io.lexiops.rules;

import io.lexiops.rules.IntentWord.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Cuts a text into words. Names, images, quoted words and pairs stay exactly as written; options of command lines become
 * the words that mean the same.
 */
final class IntentTokenizer {

    private static final String OPENING = "\"'`\u201c\u2018\u00ab";
    private static final String CLOSING = "\"'`\u201d\u2019\u00bb";

    private static final Map<String, List<String>> OPTIONS = Map.ofEntries(
            Map.entry("-n", List.of("in", "namespace")),
            Map.entry("--namespace", List.of("in", "namespace")),
            Map.entry("--replicas", List.of("to")),
            Map.entry("--tail", List.of("tail")),
            Map.entry("--since", List.of("since")),
            Map.entry("-c", List.of("container")),
            Map.entry("--container", List.of("container")),
            Map.entry("--to-revision", List.of("revision")),
            Map.entry("--revision", List.of("revision")),
            Map.entry("--image", List.of("image")),
            Map.entry("--from-literal", List.of("with")),
            Map.entry("--port", List.of("port")),
            Map.entry("--target-port", List.of("target")),
            Map.entry("--limits", List.of("limits")),
            Map.entry("--requests", List.of("requests")),
            Map.entry("--version", List.of("version")),
            Map.entry("--min", List.of("min")),
            Map.entry("--max", List.of("max")),
            Map.entry("--cpu-percent", List.of("cpu")),
            Map.entry("-l", List.of("selector")),
            Map.entry("--selector", List.of("selector")),
            Map.entry("-o", List.of("output")),
            Map.entry("--output", List.of("output")),
            Map.entry("--set", List.of("with")));

    private static final Map<String, List<String>> SWITCHES = Map.of(
            "-p", List.of("previous"),
            "--previous", List.of("previous"),
            "-f", List.of(),
            "--follow", List.of(),
            "-a", List.of("all", "namespaces"),
            "--all-namespaces", List.of("all", "namespaces"),
            "--prune", List.of("prune"),
            "--dry-run", List.of("dry-run"),
            "--overwrite", List.of());

    private final String text;
    private final List<IntentWord> words = new ArrayList<>();
    private int at;
    private String key = "";

    private IntentTokenizer(String text) {
        this.text = clean(text);
    }

    static List<IntentWord> words(String text) {
        var tokenizer = new IntentTokenizer(text);
        tokenizer.run();
        return List.copyOf(tokenizer.words);
    }

    /** Without what nobody sees: control characters, direction marks, zero-width letters. */
    private static String clean(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED -> {}
                case Character.CONTROL -> clean.append(c == '\n' ? '\n' : ' ');
                default -> clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                pause(Form.PAUSE);
                at++;
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                at++;
            } else if (OPENING.indexOf(c) >= 0 && closing(at, c) > at) {
                quoted(c);
            } else {
                raw();
            }
        }
    }

    /** Where a quotation that opens here ends: before a blank, a mark or the end of the text. */
    private int closing(int open, char quote) {
        char end = CLOSING.charAt(OPENING.indexOf(quote));
        int found = text.indexOf(end, open + 1);
        while (found > 0 && found + 1 < text.length() && Character.isLetterOrDigit(text.charAt(found + 1))) {
            found = text.indexOf(end, found + 1);
        }
        return found;
    }

    private void quoted(char quote) {
        int end = closing(at, quote);
        var inside = text.substring(at + 1, end).strip();
        at = end + 1;
        boolean possessive = text.startsWith("'s", at) || text.startsWith("\u2019s", at);
        if (possessive) {
            at += 2;
        }
        if (!inside.isEmpty()) {
            words.add(new IntentWord(inside, Form.QUOTED, possessive));
        }
    }

    private void raw() {
        int start = at;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && !Character.isSpaceChar(text.charAt(at))) {
            char c = text.charAt(at);
            // key="some words": the quotes belong to the value.
            if (OPENING.indexOf(c) >= 0
                    && at > start
                    && "=:".indexOf(text.charAt(at - 1)) >= 0
                    && closing(at, c) > at) {
                at = closing(at, c);
            }
            at++;
        }
        word(text.substring(start, at));
    }

    private void word(String raw) {
        var word = raw;
        if (word.equals("->") || word.equals("=>") || word.equals("\u2192")) {
            words.add(IntentWord.word("to"));
            return;
        }
        if (word.equals("&") || word.equals("+")) {
            words.add(IntentWord.word("and"));
            return;
        }
        if (word.equals("&&") || word.equals("||") || word.equals("|")) {
            pause(Form.STOP);
            return;
        }
        if (word.equals("-") || word.equals("--") || word.equals("\u2013") || word.equals("\u2014")) {
            pause(Form.PAUSE);
            return;
        }
        if (!key.isEmpty()) {
            // "with max: 10" is max=10
            word = key + "=" + word;
            key = "";
        } else if (word.matches("[A-Za-z_][A-Za-z0-9_.-]*:") && !words.isEmpty() && keyBefore()) {
            key = word.substring(0, word.length() - 1);
            return;
        }
        while (!word.isEmpty() && "([{<*".indexOf(word.charAt(0)) >= 0) {
            word = word.substring(1);
        }
        var ending = new StringBuilder();
        while (!word.isEmpty() && ".,;:!?)]}>*".indexOf(word.charAt(word.length() - 1)) >= 0) {
            ending.append(word.charAt(word.length() - 1));
            word = word.substring(0, word.length() - 1);
        }
        if (!word.isEmpty()) {
            option(word);
        }
        var marks = ending.toString();
        if (marks.contains("?")) {
            pause(Form.QUESTION);
        } else if (marks.matches("(?s).*[.;!].*")) {
            pause(Form.STOP);
        } else if (marks.contains(",") || marks.contains(":")) {
            pause(Form.PAUSE);
        }
    }

    private boolean keyBefore() {
        return Set.of("with", "containing", "key", "data", "and", "values", "holding", "entries", "entry", "values:")
                .contains(words.getLast().lower());
    }

    private void option(String word) {
        var lower = word.toLowerCase(Locale.ROOT);
        int equals = word.indexOf('=');
        var name = equals > 0 && lower.startsWith("--") ? lower.substring(0, equals) : lower;
        var said = OPTIONS.get(name);
        // "tail -n 20" and "tail -20" count lines.
        boolean tail = !words.isEmpty() && words.getLast().lower().equals("tail");
        if (tail && (lower.equals("-n") || lower.matches("-[0-9]+"))) {
            values(lower.equals("-n") ? "" : lower.substring(1));
            return;
        }
        var sw = SWITCHES.get(lower.startsWith("--dry-run") ? "--dry-run" : lower);
        if (sw != null) {
            sw.forEach(one -> words.add(IntentWord.word(one)));
        } else if (said != null) {
            said.forEach(one -> words.add(IntentWord.word(one)));
            if (equals > 0 && lower.startsWith("--")) {
                values(word.substring(equals + 1));
            }
        } else {
            plain(word);
        }
    }

    /** {@code cpu=500m,memory=512Mi} is two words. */
    private void values(String text) {
        for (var value : text.split(",")) {
            if (!value.isEmpty()) {
                plain(value);
            }
        }
    }

    private void plain(String word) {
        if (word.matches("[A-Za-z][A-Za-z0-9_.-]*=[^=,]+(,[A-Za-z][A-Za-z0-9_.-]*=[^=,]+)+")) {
            values(word);
            return;
        }
        var said = word;
        boolean possessive = said.length() > 2 && (said.endsWith("'s") || said.endsWith("\u2019s"));
        var lower = said.toLowerCase(Locale.ROOT);
        if (possessive && !IntentVocabulary.english().knows(lower.replace('\u2019', '\''))) {
            said = said.substring(0, said.length() - 2);
        } else {
            possessive = false;
        }
        if (said.endsWith("'") && said.length() > 2) {
            said = said.substring(0, said.length() - 1);
            possessive = true;
        }
        words.add(new IntentWord(said.replace('\u2019', '\''), Form.WORD, possessive));
    }

    private void pause(Form form) {
        if (words.isEmpty()) {
            return;
        }
        var last = words.getLast();
        if (!last.breaks()) {
            words.add(new IntentWord("", form, false));
        } else if (last.form() == Form.PAUSE) {
            words.set(words.size() - 1, new IntentWord("", form, false));
        }
    }
}
