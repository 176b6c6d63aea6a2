package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who wrote what of an object, as far as the API server keeps it. */
final class FieldManagers {

    private FieldManagers() {}

    /** Who wrote last at one of the paths; else who wrote last at all, reports of controllers left out. */
    static Optional<String> lastWriter(KubernetesObject object, List<List<String>> paths) {
        var atPath = newest(object, entry -> paths.stream().anyMatch(path -> owns(entry, path)));
        return atPath.or(() -> newest(object, entry -> !onlyStatus(entry)));
    }

    private static Optional<String> newest(
            KubernetesObject object, java.util.function.Predicate<KubernetesObject> wanted) {
        return object.objectsAt("metadata", "managedFields").stream()
                .map(KubernetesObject::new)
                .filter(wanted)
                .max((a, b) -> a.textAt("", "time").compareTo(b.textAt("", "time")))
                .map(entry -> entry.textAt("", "manager"))
                .filter(manager -> !manager.isEmpty());
    }

    /** As deep as the path has names; below a list the entry counts as a whole. */
    private static boolean owns(KubernetesObject entry, List<String> path) {
        var fields = entry.mapAt("fieldsV1");
        for (var key : path) {
            if (!(fields.get("f:" + key) instanceof Map<?, ?> inner)) {
                return false;
            }
            fields = TreeDifference.map(inner);
        }
        return true;
    }

    private static boolean onlyStatus(KubernetesObject entry) {
        return entry.textAt("", "subresource").equals("status")
                || entry.mapAt("fieldsV1").keySet().equals(java.util.Set.of("f:status"));
    }
}
