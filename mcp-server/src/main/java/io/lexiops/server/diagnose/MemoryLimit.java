package io.lexiops.server.diagnose;

import org.jspecify.annotations.Nullable;

/**
 * A container's memory limit.
 *
 * @param limit     as it is written
 * @param request   null if there is none
 * @param more      a higher limit to try
 * @param path      JSON pointer of the limit; null if it is not in the workload's template
 */
record MemoryLimit(
        String limit,
        @Nullable String request,
        String more,
        @Nullable String path) {

    private static final Quantity SMALL = Quantity.of("64Mi");
    private static final Quantity SENSIBLE = Quantity.of("128Mi");

    static @Nullable MemoryLimit of(ContainerView container) {
        var limit = container.spec().at("resources", "limits", "memory");
        if (limit == null) {
            return null;
        }
        var now = Quantity.of(limit);
        // A tiny limit is a typing error more often than a leak; above that, in steps of half.
        var more = SMALL.exceeds(now) ? SENSIBLE : now.times(1.5);
        return new MemoryLimit(
                String.valueOf(limit),
                container.spec().at("resources", "requests", "memory") instanceof String request ? request : null,
                more.mebibytes(),
                container.path() == null ? null : container.path() + "/resources/limits/memory");
    }
}
