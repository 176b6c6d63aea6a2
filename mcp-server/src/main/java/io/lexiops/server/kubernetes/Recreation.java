package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;

/** An object that is gone, in the form in which it can be made again: without what only the old one could have. */
final class Recreation {

    private static final List<String> JOB_LABELS =
            List.of("controller-uid", "batch.kubernetes.io/controller-uid", "job-name", "batch.kubernetes.io/job-name");

    private Recreation() {}

    static Map<String, Object> of(KubernetesObject object) {
        var tree = TreeDifference.quiet(object.content());
        var metadata = TreeDifference.mapAt(tree, "metadata");
        List.of("uid", "deletionTimestamp", "deletionGracePeriodSeconds").forEach(metadata::remove);
        switch (object.kind()) {
            case "Pod" -> TreeDifference.mapAt(tree, "spec").remove("nodeName");
            case "Job" -> withoutGeneratedSelector(tree, object);
            case "PersistentVolumeClaim" -> withoutVolume(tree);
            default -> {
                // Nothing of other kinds is bound to the old object.
            }
        }
        return tree;
    }

    private static void withoutGeneratedSelector(Map<String, Object> tree, KubernetesObject job) {
        if (!Boolean.TRUE.equals(job.at("spec", "manualSelector"))) {
            TreeDifference.mapAt(tree, "spec").remove("selector");
            TreeDifference.mapAt(tree, "spec", "template", "metadata", "labels")
                    .keySet()
                    .removeAll(JOB_LABELS);
            TreeDifference.mapAt(tree, "metadata", "labels").keySet().removeAll(JOB_LABELS);
        }
    }

    private static void withoutVolume(Map<String, Object> tree) {
        TreeDifference.mapAt(tree, "spec").remove("volumeName");
        TreeDifference.mapAt(tree, "metadata", "annotations")
                .keySet()
                .removeIf(key -> key.startsWith("pv.kubernetes.io/") || key.startsWith("volume.kubernetes.io/"));
    }
}
