package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Splits a shell script into words and operators, quotes kept on the words. */
final class ShellWords {

    private static final Set<String> OPENERS = Set.of("if", "while", "until", "for", "case", "{", "(");
    private static final Set<String> CLOSERS = Set.of("fi", "done", "esac", "}", ")");
    private static final Set<String> SEPARATORS = Set.of(";", "&&", "||", "&");

    private ShellWords() {}

    static List<String> split(String script) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        char quote = 0;
        int parentheses = 0;
        for (int i = 0; i < script.length(); i++) {
            char c = script.charAt(i);
            if (quote != 0) {
                word.append(c);
                quote = c == quote ? 0 : quote;
            } else if (c == '\\' && i + 1 < script.length()) {
                if (script.charAt(i + 1) != '\n') {
                    word.append(c).append(script.charAt(i + 1));
                }
                i++;
            } else if (c == '\'' || c == '"') {
                quote = c;
                word.append(c);
            } else if ((c == '(' && word.toString().endsWith("$")) || parentheses > 0) {
                parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
                word.append(c);
            } else if (c == '#' && word.isEmpty()) {
                while (i + 1 < script.length() && script.charAt(i + 1) != '\n') {
                    i++;
                }
            } else if (c == '\n' || c == ';') {
                flush(words, word);
                words.add(";");
            } else if ((c == '&' && !word.toString().endsWith(">")) || c == '|') {
                flush(words, word);
                boolean twice = i + 1 < script.length() && script.charAt(i + 1) == c;
                words.add(twice ? "" + c + c : "" + c);
                i += twice ? 1 : 0;
            } else if (Character.isWhitespace(c)) {
                flush(words, word);
            } else {
                word.append(c);
            }
        }
        flush(words, word);
        return words;
    }

    private static void flush(List<String> words, StringBuilder word) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Where the command that begins here ends: at a separator that is not inside a block. */
    static int endOfCommand(List<String> words, int from) {
        int depth = 0;
        for (int i = from; i < words.size(); i++) {
            var word = words.get(i);
            boolean first = i == from
                    || SEPARATORS.contains(words.get(i - 1))
                    || Set.of("do", "then", "else", "{", "(", "|", "!").contains(words.get(i - 1));
            if (first && OPENERS.contains(word)) {
                depth++;
            } else if (first && CLOSERS.contains(word)) {
                depth--;
            } else if (depth == 0 && SEPARATORS.contains(word)) {
                return i;
            }
        }
        return words.size();
    }

    /** The first such word on the level of the block that begins at 0; the size if there is none. */
    static int find(List<String> words, String wanted, int from) {
        int depth = 0;
        for (int i = from; i < words.size(); i++) {
            if (depth == 0 && words.get(i).equals(wanted)) {
                return i;
            }
            if (OPENERS.contains(words.get(i))) {
                depth++;
            } else if (CLOSERS.contains(words.get(i))) {
                depth--;
            }
        }
        return words.size();
    }
}
