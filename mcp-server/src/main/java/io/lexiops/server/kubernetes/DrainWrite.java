package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Convergence;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.change.WritePreview;
import io.lexiops.server.kubernetes.Kubernetes.AccessQuestion;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Empties a node: it takes no new pods, and those of the preview are evicted, again and again where a disruption budget does
 * not let them go yet. What comes to the node after the preview is not evicted, but reported.
 *
 * @param cordon the first step, of the node alone
 */
record DrainWrite(Kubernetes kubernetes, String node, ObjectWrite cordon, NodePods.Allowed allowed, Duration patience)
        implements PlannedWrite {

    @Override
    public WritePreview preview() {
        var first = cordon.preview();
        var pods = NodePods.of(kubernetes, node, allowed);
        if (!pods.refused().isEmpty()) {
            throw refused(pods);
        }
        checkRights(pods.leaving());
        var changes = new ArrayList<>(first.changes());
        var warnings = new ArrayList<>(first.warnings());
        var budgets = new DisruptionBudgets(kubernetes);
        for (var pod : pods.leaving()) {
            var ref = new ObjectRef(kubernetes.type("pods", "v1"), pod.namespace(), pod.name());
            changes.add(new TargetChange(ObjectWrite.target(ref, pod), Operation.EVICT, pod.content(), null));
            budgets.against(pod)
                    .ifPresent(budget -> warnings.add(NodePods.named(pod) + " cannot leave now: " + budget));
        }
        pods.staying().forEach(pod -> warnings.add("stays: " + pod));
        return new WritePreview(changes, first.owner(), first.inverse(), warnings);
    }

    @Override
    public List<TargetRef> execute(WritePreview preview) {
        var written = new ArrayList<>(cordon.execute(preview));
        evict(preview);
        leaving(preview).forEach(change -> written.add(change.target()));
        return written;
    }

    @Override
    public void followUp(WritePreview preview) {
        evict(preview);
    }

    @Override
    public Convergence look(WritePreview preview, List<TargetRef> written) {
        var expected = leaving(preview).stream()
                .map(change -> String.valueOf(change.target().uid()))
                .collect(Collectors.toSet());
        var budgets = new DisruptionBudgets(kubernetes);
        // Here everything that is still there counts, whatever the caller allowed.
        var missing = NodePods.of(kubernetes, node, new NodePods.Allowed(true, true)).leaving().stream()
                .map(pod -> expected.contains(pod.uid())
                        ? stillThere(pod, budgets)
                        : NodePods.named(pod) + " came after the preview: drain again")
                .toList();
        return new Convergence(missing.isEmpty(), missing);
    }

    private static String stillThere(KubernetesObject pod, DisruptionBudgets budgets) {
        return NodePods.named(pod)
                + (isGoing(pod)
                        ? " is ending"
                        : budgets.against(pod)
                                .map(budget -> " waits for " + budget)
                                .orElse(" is not evicted yet"));
    }

    private void evict(WritePreview preview) {
        var there = NodePods.of(kubernetes, node, new NodePods.Allowed(true, true)).leaving().stream()
                .collect(Collectors.toMap(KubernetesObject::uid, Function.identity()));
        for (var change : leaving(preview)) {
            var uid = String.valueOf(change.target().uid());
            var pod = there.get(uid);
            if (pod != null && !isGoing(pod)) {
                // A budget that forbids it now may allow it with the next look, which tells about it until then.
                kubernetes.evict(new ObjectRef(kubernetes.type("pods", "v1"), pod.namespace(), pod.name()), uid);
            }
        }
    }

    private void checkRights(List<KubernetesObject> pods) {
        var namespaces = new TreeSet<String>();
        pods.forEach(pod -> namespaces.add(Objects.requireNonNull(pod.namespace())));
        for (var namespace : namespaces) {
            if (!kubernetes
                    .canI(new AccessQuestion("create", "", "pods", "eviction", namespace, null))
                    .allowed()) {
                var right = new MissingRight("create", "pods/eviction", "", namespace, "");
                throw new ToolFailed(
                        ErrorCode.FORBIDDEN,
                        "this server may not evict pods in " + namespace,
                        "an administrator can allow it: " + right.command(),
                        Map.of("missingRule", right.rule()),
                        null);
            }
        }
    }

    private ToolFailed refused(NodePods pods) {
        return new ToolFailed(
                ErrorCode.REFUSED,
                "the drain of " + node + " would take away what nothing brings back: "
                        + String.join(" | ", pods.refused()),
                "move these pods first, or allow it with the arguments that are named; nothing was changed",
                Map.of(
                        "refused",
                        pods.refused(),
                        "evicted",
                        pods.leaving().stream().map(NodePods::named).toList(),
                        "staying",
                        pods.staying()),
                null);
    }

    private static List<TargetChange> leaving(WritePreview preview) {
        return preview.changes().stream()
                .filter(change -> change.operation() == Operation.EVICT)
                .toList();
    }

    private static boolean isGoing(KubernetesObject pod) {
        return pod.at("metadata", "deletionTimestamp") != null;
    }
}
