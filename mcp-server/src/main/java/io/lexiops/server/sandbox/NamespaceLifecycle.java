package io.lexiops.server.sandbox;

import java.util.Set;

/** Nothing is created in a namespace that does not exist or is going away; the first namespaces stay. */
final class NamespaceLifecycle implements Admission {

    static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final ObjectStore store;

    NamespaceLifecycle(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void admit(WriteAttempt attempt) {
        if (attempt.old().isPresent() || !attempt.type().namespaced()) {
            return;
        }
        var namespace = attempt.id().namespace();
        var found = store.find(new ObjectId("namespaces", "", namespace))
                .orElseThrow(() -> ApiFailure.notFound("", "namespaces", namespace));
        if (Trees.has(found, "metadata", "deletionTimestamp")) {
            throw ApiFailure.namespaceTerminating(
                    attempt.type().group(),
                    attempt.type().plural(),
                    attempt.id().name(),
                    namespace);
        }
    }
}
