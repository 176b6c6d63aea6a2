package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pod template of any workload kind. */
public final class PodSpecs {

    private PodSpecs() {}

    /** The pod spec of a Pod, of a workload's template, or of a CronJob's job template; empty for other kinds. */
    public static KubernetesObject of(KubernetesObject object) {
        return new KubernetesObject(
                switch (object.kind()) {
                    case "Pod" -> object.mapAt("spec");
                    case "CronJob" -> object.mapAt("spec", "jobTemplate", "spec", "template", "spec");
                    default -> object.mapAt("spec", "template", "spec");
                });
    }

    /** The metadata of the pods to come. */
    public static KubernetesObject templateMetadata(KubernetesObject object) {
        return new KubernetesObject(
                switch (object.kind()) {
                    case "Pod" -> object.mapAt("metadata");
                    case "CronJob" -> object.mapAt("spec", "jobTemplate", "spec", "template", "metadata");
                    default -> object.mapAt("spec", "template", "metadata");
                });
    }

    public static List<Map<String, Object>> containers(KubernetesObject object) {
        return of(object).objectsAt("containers");
    }

    /** Init containers first, as they run. */
    public static List<Map<String, Object>> allContainers(KubernetesObject object) {
        var spec = of(object);
        return Stream.concat(spec.objectsAt("initContainers").stream(), spec.objectsAt("containers").stream())
                .toList();
    }
}
