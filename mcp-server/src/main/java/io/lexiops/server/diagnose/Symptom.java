package io.lexiops.server.diagnose;

import java.util.List;
import java.util.Optional;

/** A fact that needs no explanation of its own if one of these workloads has a cause or is still on its way. */
interface Symptom extends Fact {

    List<Target> explainedBy();

    /** For people, when it is explained: {@code Service/web has no ready endpoints}; empty if that need not be said. */
    Optional<String> words();
}
