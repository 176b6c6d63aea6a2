package io.lexiops.server.sandbox;

import java.time.Clock;
import java.util.List;

/** What every write passes, in order. */
final class AdmissionChain {

    private AdmissionChain() {}

    static List<Admission> of(ObjectStore store, Schema schema, Clock clock) {
        return List.of(
                new NamespaceLifecycle(store),
                new Defaults(schema),
                new FirstValues(store),
                new LimitRanges(store),
                new Validation(),
                new UpdateRules(),
                new Quotas(store));
    }
}
