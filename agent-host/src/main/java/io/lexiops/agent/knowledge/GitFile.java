package io.lexiops.agent.knowledge;

/**
 * An entry of a commit's tree.
 *
 * @param blob the id of its content
 * @param size bytes; 0 for a link or a submodule
 */
public record GitFile(String path, String blob, long size, Kind kind) {

    /** What the entry is. Only plain files are ever read. */
    public enum Kind {
        FILE,
        LINK,
        SUBMODULE
    }
}
