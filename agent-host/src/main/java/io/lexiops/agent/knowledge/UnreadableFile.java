package io.lexiops.agent.knowledge;

/**
 * A file that was skipped; the others work.
 *
 * @param line the line of the mistake, counted from 1; 0 if it concerns the file as a whole
 */
public record UnreadableFile(String path, int line, String why) {

    @Override
    public String toString() {
        return line > 0 ? path + ":" + line + ": " + why : path + ": " + why;
    }
}
