package io.lexiops.server.sandbox;

import java.util.List;

/** What every write passes, in order, after its defaults are set. */
final class AdmissionChain {

    private AdmissionChain() {}

    static List<Admission> of(ObjectStore store) {
        return List.of(
                new NamespaceLifecycle(store),
                new FirstValues(store),
                new LimitRanges(store),
                new Validation(),
                new UpdateRules(),
                new Quotas(store));
    }
}
