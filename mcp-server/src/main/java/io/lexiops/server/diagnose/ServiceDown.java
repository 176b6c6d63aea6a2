package io.lexiops.server.diagnose;

import java.util.List;
import java.util.Optional;

/**
 * A Service that selects pods, or a workload's pods to come, and none of them is ready.
 *
 * @param workloads those whose pods it selects
 * @param pods      how many it selects
 */
record ServiceDown(Target service, List<Target> workloads, long pods, List<Evidence> evidence) implements Symptom {

    @Override
    public List<Target> explainedBy() {
        return workloads;
    }

    @Override
    public Optional<String> words() {
        return Optional.of("%s has no ready endpoints because no pod of %s is ready"
                .formatted(
                        service,
                        String.join(
                                ", ", workloads.stream().map(Target::toString).toList())));
    }
}
