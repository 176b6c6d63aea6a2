package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A state of the pod template that the cluster still keeps.
 *
 * @param name     the ReplicaSet or ControllerRevision
 * @param template with {@code metadata} and {@code spec}
 * @param created  when it was first used
 * @param ready    pods of it that are ready now
 * @param failing  whether pods of it were seen to fail
 */
record Revision(long number, String name, KubernetesObject template, String created, long ready, boolean failing) {

    Optional<KubernetesObject> container(String wanted, boolean init) {
        return template.objectsAt("spec", init ? "initContainers" : "containers").stream()
                .filter(container -> wanted.equals(container.get("name")))
                .map(KubernetesObject::new)
                .findFirst();
    }

    Stream<KubernetesObject> allContainers() {
        return Stream.concat(
                        template.objectsAt("spec", "initContainers").stream(),
                        template.objectsAt("spec", "containers").stream())
                .map(KubernetesObject::new);
    }

    KubernetesObject podSpec() {
        return new KubernetesObject(template.mapAt("spec"));
    }

    Map<String, Object> labels() {
        return template.mapAt("metadata", "labels");
    }

    List<String> images() {
        return allContainers().map(container -> container.textAt("", "image")).toList();
    }
}
