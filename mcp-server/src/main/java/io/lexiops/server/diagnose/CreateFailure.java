package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pods that the API server refuses to create.
 *
 * @param failure quota, mustSpecify, limitRange, serviceAccount, podSecurity, webhook, webhookDown, priorityClass, invalid or
 *                other
 * @param name    the quota, ServiceAccount, webhook or class in question; empty if there is none
 * @param numbers what the quota has, resource by resource
 * @param fits    how many pods of the workload the quota has room for; -1 if nobody knows
 * @param pods    how many there are
 * @param near    ServiceAccounts that may be meant
 * @param path    JSON pointer of the name in the workload; null if it has none
 * @param bounds  amounts of containers that a LimitRange forbids
 */
record CreateFailure(
        Target workload,
        boolean editable,
        String failure,
        String name,
        String message,
        List<QuotaNumber> numbers,
        long fits,
        long pods,
        long desired,
        List<String> near,
        @Nullable String path,
        List<Bound> bounds,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {

    /** One resource of a quota: what a pod asks for, what is used, what there is. */
    record QuotaNumber(String resource, String requested, String used, String limited) {}

    /**
     * An amount outside of what a LimitRange allows.
     *
     * @param amount  as it is written
     * @param allowed the nearest amount that is allowed
     * @param path    JSON pointer of the amount in the workload
     */
    record Bound(String container, String resource, String amount, String allowed, String path) {}
}
