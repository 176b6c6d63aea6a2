package io.lexiops.server.change;

import java.util.List;

/**
 * Whether the world has become what was asked for.
 *
 * @param missing exactly what is still not there; empty when done
 */
public record Convergence(boolean done, List<String> missing) {

    public Convergence {
        missing = List.copyOf(missing);
    }

    public static Convergence reached() {
        return new Convergence(true, List.of());
    }
}
