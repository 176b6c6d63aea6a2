package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The earlier pod templates of a workload: replica sets of a Deployment, controller revisions of the others. */
final class Revisions {

    private static final String NUMBER = "deployment.kubernetes.io/revision";
    private static final String CAUSE = "kubernetes.io/change-cause";
    private static final String HASH = "pod-template-hash";

    private final Kubernetes kubernetes;

    Revisions(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /**
     * One of them.
     *
     * @param template the pod template, a JSON tree
     */
    record Revision(long number, String source, String created, String cause, Map<String, Object> template) {

        List<String> images() {
            return new KubernetesObject(template)
                    .objectsAt("spec", "containers").stream()
                            .map(container -> String.valueOf(container.get("image")))
                            .toList();
        }
    }

    /** Oldest first; the last one is in force. */
    List<Revision> of(KubernetesObject workload) {
        boolean deployment = workload.kind().equals("Deployment");
        var type = kubernetes.type(deployment ? "replicasets" : "controllerrevisions", "apps/v1");
        return kubernetes.list(ListQuery.all(type, workload.namespace())).items().stream()
                .filter(candidate -> owns(workload, candidate))
                .map(candidate -> deployment ? ofReplicaSet(candidate) : ofControllerRevision(candidate))
                .sorted(Comparator.comparingLong(Revision::number))
                .toList();
    }

    /**
     * The revision to go back to.
     *
     * @param number 0 means the one before the last
     */
    Revision target(KubernetesObject workload, long number) {
        var all = of(workload);
        var known = all.stream().map(one -> String.valueOf(one.number())).collect(Collectors.joining(", "));
        if (number == 0) {
            if (all.size() < 2) {
                throw new ToolFailed(
                        ErrorCode.NOT_FOUND,
                        workload.kind() + "/" + workload.name() + " has no earlier revision",
                        "revisions: " + known);
            }
            return all.get(all.size() - 2);
        }
        return all.stream()
                .filter(one -> one.number() == number)
                .findFirst()
                .orElseThrow(() -> new ToolFailed(
                        ErrorCode.NOT_FOUND,
                        workload.kind() + "/" + workload.name() + " has no revision " + number,
                        "revisions: " + known));
    }

    private static boolean owns(KubernetesObject workload, KubernetesObject candidate) {
        return candidate.objectsAt("metadata", "ownerReferences").stream()
                .anyMatch(owner ->
                        workload.uid().equals(owner.get("uid")) && Boolean.TRUE.equals(owner.get("controller")));
    }

    private static Revision ofReplicaSet(KubernetesObject set) {
        var template = TreeDifference.copy(set.mapAt("spec", "template"));
        // The controller adds it to tell the pods of its replica sets apart.
        TreeDifference.mapAt(template, "metadata", "labels").remove(HASH);
        return new Revision(
                number(set.textAt("0", "metadata", "annotations", NUMBER)),
                "ReplicaSet/" + set.name(),
                set.textAt("", "metadata", "creationTimestamp"),
                set.textAt("", "metadata", "annotations", CAUSE),
                template);
    }

    private static Revision ofControllerRevision(KubernetesObject revision) {
        var template = new LinkedHashMap<>(revision.mapAt("data", "spec", "template"));
        template.remove("$patch");
        return new Revision(
                revision.numberAt(0, "revision"),
                "ControllerRevision/" + revision.name(),
                revision.textAt("", "metadata", "creationTimestamp"),
                revision.textAt("", "metadata", "annotations", CAUSE),
                template);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            // Somebody has written something else into the annotation: then it is no revision to go back to.
            return 0;
        }
    }
}
