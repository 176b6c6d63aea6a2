package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * One workload under examination.
 *
 * @param pods those of its present template that are not going away
 */
record Subject(Workload workload, Revisions revisions, List<KubernetesObject> pods, Inventory inventory) {

    static Subject of(Workload workload, Inventory inventory) {
        var revisions = inventory.revisions(workload);
        return new Subject(workload, revisions, inventory.currentPods(workload, revisions), inventory);
    }

    Target target() {
        return workload.target();
    }

    /** Every container of every pod, init containers first, as they run. */
    Stream<ContainerView> containers() {
        return pods.stream().flatMap(pod -> ContainerView.of(workload, pod));
    }

    NamespaceReads reads() {
        return inventory.reads();
    }

    Events events() {
        return inventory.events();
    }

    long readyPods() {
        return pods.stream().filter(Inventory::ready).count();
    }
}
