package io.lexiops.server.tool;

import java.util.List;

/** The clusters that this server serves, by the names of their contexts. */
public interface ServedContexts {

    /** Whether there is more than one, so that a call must or may say which it means. */
    boolean several();

    /**
     * Their names, the current one first.
     *
     * @throws ToolFailed if there is only one, and its kubeconfig cannot be read now
     */
    List<String> names();

    /** The one that calls mean which name none. Throws as {@link #names()} does. */
    default String current() {
        return names().getFirst();
    }
}
