package io.lexiops.server.kubernetes;

import java.util.List;

/** What keeps a change of the pod template from reaching the pods by itself. */
final class RolloutWarnings {

    private RolloutWarnings() {}

    static List<String> of(KubernetesObject workload) {
        var name = workload.kind() + "/" + workload.name();
        if (Boolean.TRUE.equals(workload.at("spec", "paused"))) {
            return List.of(name + " is paused: the pods change only after k8s_rollout with action resume");
        }
        if (workload.textAt("", "spec", "updateStrategy", "type").equals("OnDelete")) {
            return List.of(name + " has the strategy OnDelete: its pods change only when they are deleted");
        }
        if (workload.numberAt(0, "spec", "updateStrategy", "rollingUpdate", "partition") > 0) {
            return List.of(name + " has a partition: only pods with a number from "
                    + workload.numberAt(0, "spec", "updateStrategy", "rollingUpdate", "partition") + " on change");
        }
        return List.of();
    }
}
