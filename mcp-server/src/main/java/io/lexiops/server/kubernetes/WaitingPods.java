package io.lexiops.server.kubernetes;

import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pods that keep a new template of a StatefulSet from its pods. With the policy OrderedReady the controller waits until
 * every pod is ready before it replaces one, and so waits for ever for one that the old template has broken; somebody has to
 * delete it (kubernetes/kubernetes#67250).
 */
final class WaitingPods {

    private static final String REVISION = "controller-revision-hash";

    private final Kubernetes kubernetes;

    WaitingPods(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** Those that a change would have to wait for: not ready, and of the template that it replaces. */
    List<TargetRef> before(TargetChange change) {
        var before = change.before();
        var after = change.after();
        if (change.operation() != Operation.UPDATE
                || before == null
                || after == null
                || !change.target().kind().equals("StatefulSet")) {
            return List.of();
        }
        var set = new KubernetesObject(after);
        boolean sameTemplate =
                set.mapAt("spec", "template").equals(new KubernetesObject(before).mapAt("spec", "template"));
        return sameTemplate || !waits(set) ? List.of() : broken(set);
    }

    /** Deletes one, once its set has seen the new template, so that what comes in its place is made from that. */
    void replace(TargetRef target) {
        var pod = kubernetes.find(ref(target)).orElse(null);
        if (pod == null || !pod.uid().equals(target.uid()) || going(pod) || ready(pod)) {
            return;
        }
        var set = setOf(pod);
        if (set == null || !seen(set) || revision(pod).equals(set.textAt("", "status", "updateRevision"))) {
            return;
        }
        try {
            kubernetes.delete(ref(target), pod.uid(), pod.resourceVersion(), "Background", ObjectStep.options(false));
        } catch (ToolFailed e) {
            // It has moved or gone in this instant: the next look tells which.
            if (e.code() != ErrorCode.CONFLICT && e.code() != ErrorCode.NOT_FOUND) {
                throw new ToolFailed(
                        e.code(),
                        "Pod " + pod.name() + " is not ready and could not be replaced: " + e.getMessage(),
                        e.remedy());
            }
        }
    }

    private static boolean waits(KubernetesObject set) {
        return !set.textAt("", "spec", "podManagementPolicy").equals("Parallel")
                && !set.textAt("", "spec", "updateStrategy", "type").equals("OnDelete");
    }

    private List<TargetRef> broken(KubernetesObject set) {
        long partition = set.numberAt(0, "spec", "updateStrategy", "rollingUpdate", "partition");
        return pods(set).stream()
                .filter(pod -> isOf(pod, set) && !going(pod) && !ready(pod))
                // Those below the partition keep the old template even if they are made anew.
                .filter(pod -> ordinal(pod) >= partition)
                .map(pod -> ObjectWrite.target(
                        new ObjectRef(kubernetes.type("pods", "v1"), pod.namespace(), pod.name()), pod))
                .toList();
    }

    private List<KubernetesObject> pods(KubernetesObject set) {
        var selector = LabelSelectors.of(set);
        if (selector.isEmpty()) {
            return List.of();
        }
        try {
            var query = ListQuery.selected(kubernetes.type("pods", "v1"), set.namespace(), selector);
            return kubernetes.list(query).items();
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                // Who may not see pods may not delete them either; the change of the template is possible all the same.
                return List.of();
            }
            throw e;
        }
    }

    private static boolean isOf(KubernetesObject pod, KubernetesObject set) {
        return pod.objectsAt("metadata", "ownerReferences").stream()
                .anyMatch(owner -> set.uid().equals(owner.get("uid")) && Boolean.TRUE.equals(owner.get("controller")));
    }

    private @Nullable KubernetesObject setOf(KubernetesObject pod) {
        return pod.objectsAt("metadata", "ownerReferences").stream()
                .filter(owner ->
                        "StatefulSet".equals(owner.get("kind")) && Boolean.TRUE.equals(owner.get("controller")))
                .map(owner -> String.valueOf(owner.get("name")))
                .findFirst()
                .flatMap(name -> kubernetes.find(
                        new ObjectRef(kubernetes.type("statefulsets", "apps/v1"), pod.namespace(), name)))
                .orElse(null);
    }

    private static boolean seen(KubernetesObject set) {
        return set.numberAt(0, "status", "observedGeneration") >= set.numberAt(0, "metadata", "generation");
    }

    private static boolean going(KubernetesObject pod) {
        return pod.at("metadata", "deletionTimestamp") != null;
    }

    private static boolean ready(KubernetesObject pod) {
        return pod.objectsAt("status", "conditions").stream()
                .anyMatch(condition -> "Ready".equals(condition.get("type")) && "True".equals(condition.get("status")));
    }

    private static String revision(KubernetesObject pod) {
        return pod.textAt("", "metadata", "labels", REVISION);
    }

    private static long ordinal(KubernetesObject pod) {
        var name = pod.name();
        var number = name.substring(name.lastIndexOf('-') + 1);
        return number.matches("\\d{1,9}") ? Long.parseLong(number) : 0;
    }

    private ObjectRef ref(TargetRef target) {
        return new ObjectRef(kubernetes.type(target.kind(), target.apiVersion()), target.namespace(), target.name());
    }
}
