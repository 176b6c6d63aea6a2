package io.lexiops.agent.knowledge;

import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * A part of a knowledge file that answers a query, with what is needed to cite it.
 *
 * @param path      the file's path in the repository
 * @param title     the title of the whole file
 * @param heading   the headings above the text, outermost first, joined by " > "; empty before the first
 * @param startLine the first line, counted from 1
 * @param endLine   the last line, inclusive
 * @param commit    the full commit id that was read
 * @param score     0 to 1; 1 means first by words and by meaning. Comparable only within one result
 * @param text      the Markdown as it stands in the file
 * @param facts     the file's front matter as a JSON tree (integers are Long)
 */
public record Passage(
        String path,
        String title,
        String heading,
        int startLine,
        int endLine,
        String commit,
        double score,
        String text,
        Map<String, Object> facts) {

    public Passage {
        requireNonNull(path, "path");
        requireNonNull(commit, "commit");
        requireNonNull(facts, "facts");
        if (startLine < 1 || endLine < startLine) {
            throw new IllegalArgumentException("lines %d to %d of %s".formatted(startLine, endLine, path));
        }
    }

    /** The way the passage is named in an answer: path, lines and short commit. */
    public String citation() {
        return "%s:%d-%d @ %s".formatted(path, startLine, endLine, commit.substring(0, Math.min(10, commit.length())));
    }
}
