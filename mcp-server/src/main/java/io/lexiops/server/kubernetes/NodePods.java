package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a node, sorted by what a drain does with them.
 *
 * @param leaving they are evicted
 * @param staying name and why they stay
 * @param refused name and what would have to be allowed before they may be evicted
 */
record NodePods(List<KubernetesObject> leaving, List<String> staying, List<String> refused) {

    private static final int PAGE = 500;

    /** What a drain may do to pods that nobody or nothing brings back. */
    record Allowed(boolean withoutController, boolean emptyDirectories) {}

    static NodePods of(Kubernetes kubernetes, String node, Allowed allowed) {
        var pods = new NodePods(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        @Nullable String token = null;
        do {
            var page = kubernetes.list(
                    new ListQuery(kubernetes.type("pods", "v1"), null, null, "spec.nodeName=" + node, PAGE, token));
            page.items().forEach(pod -> pods.sort(pod, allowed));
            token = page.continueToken();
        } while (token != null);
        return pods;
    }

    static String named(KubernetesObject pod) {
        return "Pod/" + pod.name() + " in " + pod.namespace();
    }

    private void sort(KubernetesObject pod, Allowed allowed) {
        var stays = stays(pod);
        if (stays.isPresent()) {
            staying.add(named(pod) + ": " + stays.get());
            return;
        }
        var against = new ArrayList<String>();
        if (!isOver(pod)) {
            if (!allowed.withoutController() && ObjectOwners.controller(pod).isEmpty()) {
                against.add("no controller makes it anew: force: true");
            }
            if (!allowed.emptyDirectories() && hasEmptyDirectory(pod)) {
                against.add("what is in its emptyDir is lost: deleteEmptyDirData: true");
            }
        }
        if (against.isEmpty()) {
            leaving.add(pod);
        } else {
            refused.add(named(pod) + ": " + String.join("; ", against));
        }
    }

    private static Optional<String> stays(KubernetesObject pod) {
        if (pod.at("metadata", "annotations", "kubernetes.io/config.mirror") != null) {
            return Optional.of("the node itself runs it from a file");
        }
        return ObjectOwners.controller(pod)
                .filter(owner -> owner.name().startsWith("DaemonSet/"))
                .map(owner -> owner.name() + " would make it anew at once");
    }

    private static boolean isOver(KubernetesObject pod) {
        var phase = pod.textAt("", "status", "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static boolean hasEmptyDirectory(KubernetesObject pod) {
        return pod.objectsAt("spec", "volumes").stream().map(Map::keySet).anyMatch(keys -> keys.contains("emptyDir"));
    }
}
