package io.lexiops.server.tool;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The cluster that a call is meant for. It is bound to the thread that works for the call; work that is handed to another
 * thread takes it along with {@link #carried}.
 *
 * @param name         the kubeconfig context, {@code in-cluster} or {@code sandbox}
 * @param oneOfSeveral whether the server serves others too, so that everybody must be told which one this is
 */
public record ClusterContext(String name, boolean oneOfSeveral) {

    private static final ScopedValue<ClusterContext> BOUND = ScopedValue.newInstance();

    /** That of the call that this thread works for; empty means the current one. */
    public static Optional<ClusterContext> bound() {
        return BOUND.isBound() ? Optional.of(BOUND.get()) : Optional.empty();
    }

    /** Its name, where there are several to be told apart. */
    public static Optional<String> told() {
        return bound().filter(ClusterContext::oneOfSeveral).map(ClusterContext::name);
    }

    /** Does the work in this context. */
    public <T> T call(Supplier<T> work) {
        return ScopedValue.where(BOUND, this).call(work::get);
    }

    /** The work, to be done by another thread in the context of this one. */
    public static <T> Supplier<T> carried(Supplier<T> work) {
        return bound().<Supplier<T>>map(here -> () -> here.call(work)).orElse(work);
    }
}
