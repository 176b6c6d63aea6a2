package io.lexiops.server.change;

import java.util.List;

/**
 * Whether the world has become what was asked for.
 *
 * @param missing  exactly what is still not there; empty when done
 * @param hopeless whether waiting longer cannot help
 */
public record Convergence(boolean done, List<String> missing, boolean hopeless) {

    public Convergence {
        missing = List.copyOf(missing);
    }

    /** Of a world that may still become as asked for. */
    public Convergence(boolean done, List<String> missing) {
        this(done, missing, false);
    }

    /** It will never be as asked for. */
    public static Convergence failed(String why) {
        return new Convergence(false, List.of(why), true);
    }

    public static Convergence reached() {
        return new Convergence(true, List.of());
    }
}
