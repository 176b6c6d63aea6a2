package io.lexiops.agent.knowledge;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one commit changes.
 *
 * @param author   the name that stands in the log
 * @param subject  the first line of the message
 * @param body     the rest of the message; may be empty
 * @param trailers keys and their values below the message, in order; line breaks in values become blanks
 * @param writes   whole new texts by path
 * @param deletes  paths to remove
 */
public record GitEdit(
        String author,
        String subject,
        String body,
        Map<String, List<String>> trailers,
        Map<String, String> writes,
        Set<String> deletes) {

    private static final Pattern SAFE_PATH =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    public GitEdit {
        trailers = new LinkedHashMap<>(trailers);
        writes = new LinkedHashMap<>(writes);
        deletes = new LinkedHashSet<>(deletes);
        writes.keySet().forEach(GitEdit::requireSafe);
        deletes.forEach(GitEdit::requireSafe);
        if (subject.isBlank()) {
            throw new IllegalArgumentException("a commit needs a subject");
        }
    }

    /** An edit that only writes files. */
    public static GitEdit writing(
            String author, String subject, Map<String, String> trailers, Map<String, String> writes) {
        return new GitEdit(author, subject, "", Map.of(), writes, Set.of()).with(trailers);
    }

    /** The same edit with a value for each of these trailers. */
    public GitEdit with(Map<String, String> more) {
        var all = new LinkedHashMap<>(trailers);
        more.forEach((key, value) -> all.put(key, List.of(value)));
        return new GitEdit(author, subject, body, all, writes, deletes);
    }

    GitEdit withRepeated(String key, List<String> values) {
        var all = new LinkedHashMap<>(trailers);
        all.put(key, List.copyOf(values));
        return new GitEdit(author, subject, body, all, writes, deletes);
    }

    /** Whether we would write a file of that name: plain characters, relative, nothing hidden, nothing above the root. */
    public static boolean isSafePath(String path) {
        return path.length() <= 200 && SAFE_PATH.matcher(path).matches();
    }

    private static void requireSafe(String path) {
        if (!isSafePath(path)) {
            throw new IllegalArgumentException("not a path we write: " + path);
        }
    }

    String message() {
        var message = new StringBuilder(oneLine(subject));
        if (!body.isBlank()) {
            // An indented body can't be taken for trailers, whatever it says.
            message.append("\n\n").append(body.strip().indent(4).stripTrailing());
        }
        if (!trailers.isEmpty()) {
            message.append("\n");
            trailers.forEach((key, values) -> values.forEach(
                    value -> message.append("\n").append(key).append(": ").append(oneLine(value))));
        }
        return message.append("\n").toString();
    }

    private static String oneLine(String text) {
        return String.join(" ", List.of(text.strip().split("\\s+")));
    }
}
