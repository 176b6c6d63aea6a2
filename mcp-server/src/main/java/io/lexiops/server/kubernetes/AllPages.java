package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Visits a whole list while holding one page of it. */
final class AllPages {

    private AllPages() {}

    /**
     * Visits the objects in the server's order until the visitor says false.
     *
     * @throws ToolFailed {@code CANCELLED} if the caller has gone away
     */
    static void of(
            Kubernetes kubernetes, ListQuery query, BooleanSupplier cancelled, Predicate<KubernetesObject> visitor) {
        var next = query;
        while (true) {
            var page = kubernetes.list(next);
            for (var item : page.items()) {
                if (!visitor.test(item)) {
                    return;
                }
            }
            if (page.continueToken() == null) {
                return;
            }
            if (cancelled.getAsBoolean()) {
                throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "");
            }
            next = next.from(page.continueToken());
        }
    }
}
