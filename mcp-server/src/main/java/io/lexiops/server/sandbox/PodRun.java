package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One pod on its node. */
final class PodRun {

    final String uid;
    final List<ContainerRun> init = new ArrayList<>();
    final List<ContainerRun> main = new ArrayList<>();
    final Instant began;

    @Nullable Instant stopAt;

    boolean mounted;
    Instant mountDue = Instant.MIN;

    PodRun(ObjectNode pod, Instant began) {
        this.uid = Trees.text(pod, "metadata", "uid");
        this.began = began;
        Trees.items(pod, "spec", "initContainers").forEach(container -> init.add(new ContainerRun(container, true)));
        Trees.items(pod, "spec", "containers").forEach(container -> {
            var run = new ContainerRun(container, false);
            if (!init.isEmpty()) {
                run.state = new ContainerRun.State.Waiting("PodInitializing", "");
            }
            main.add(run);
        });
    }

    List<ContainerRun> all() {
        var all = new ArrayList<>(init);
        all.addAll(main);
        return all;
    }

    boolean initialized() {
        return init.stream().allMatch(run -> run.isSidecar() ? run.started : run.hasSucceeded());
    }
}
