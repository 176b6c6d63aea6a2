package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a pod spec that names another object.
 *
 * @param refKind   ConfigMap, Secret or PersistentVolumeClaim
 * @param key       null if the whole object is meant
 * @param via       env, envFrom or volume
 * @param path      JSON pointer of the object that holds the reference
 * @param field     the reference in it: {@code configMapKeyRef}
 * @param nameField what holds the name in the reference
 * @param keyField  what holds the key in the reference; null without a key
 * @param container null for a volume
 */
record Reference(
        String refKind,
        String name,
        @Nullable String key,
        String via,
        String path,
        String field,
        String nameField,
        @Nullable String keyField,
        @Nullable String container,
        boolean init,
        boolean optional) {

    String namePath() {
        return path + "/" + field + "/" + nameField;
    }

    @Nullable String keyPath() {
        return keyField == null ? null : path + "/" + field + "/" + keyField;
    }

    String plural() {
        return switch (refKind) {
            case "ConfigMap" -> "configmaps";
            case "Secret" -> "secrets";
            default -> "persistentvolumeclaims";
        };
    }

    /** All of a pod spec that must exist before its containers start. */
    static List<Reference> of(KubernetesObject podSpec, String podPath) {
        var found = new ArrayList<Reference>();
        for (var field : List.of("initContainers", "containers")) {
            var containers = podSpec.objectsAt(field);
            for (int i = 0; i < containers.size(); i++) {
                ofContainer(
                        new KubernetesObject(containers.get(i)),
                        podPath + "/" + field + "/" + i,
                        field.equals("initContainers"),
                        found);
            }
        }
        var volumes = podSpec.objectsAt("volumes");
        for (int i = 0; i < volumes.size(); i++) {
            ofVolume(new KubernetesObject(volumes.get(i)), podPath + "/volumes/" + i, found);
        }
        return found;
    }

    private static void ofContainer(KubernetesObject container, String path, boolean init, List<Reference> found) {
        var name = container.textAt("", "name");
        var env = container.objectsAt("env");
        for (int i = 0; i < env.size(); i++) {
            var from = new KubernetesObject(new KubernetesObject(env.get(i)).mapAt("valueFrom"));
            var where = path + "/env/" + i + "/valueFrom";
            keyed(from, "ConfigMap", "configMapKeyRef", where, name, init, found);
            keyed(from, "Secret", "secretKeyRef", where, name, init, found);
        }
        var all = container.objectsAt("envFrom");
        for (int i = 0; i < all.size(); i++) {
            var from = new KubernetesObject(all.get(i));
            whole(from, "ConfigMap", "configMapRef", path + "/envFrom/" + i, name, init, found);
            whole(from, "Secret", "secretRef", path + "/envFrom/" + i, name, init, found);
        }
    }

    private static void keyed(
            KubernetesObject from,
            String kind,
            String field,
            String path,
            String container,
            boolean init,
            List<Reference> found) {
        var ref = from.mapAt(field);
        if (!ref.isEmpty()) {
            found.add(new Reference(
                    kind,
                    from.textAt("", field, "name"),
                    from.textAt("", field, "key"),
                    "env",
                    path,
                    field,
                    "name",
                    "key",
                    container,
                    init,
                    Boolean.TRUE.equals(ref.get("optional"))));
        }
    }

    private static void whole(
            KubernetesObject from,
            String kind,
            String field,
            String path,
            String container,
            boolean init,
            List<Reference> found) {
        var ref = from.mapAt(field);
        if (!ref.isEmpty()) {
            found.add(new Reference(
                    kind,
                    from.textAt("", field, "name"),
                    null,
                    "envFrom",
                    path,
                    field,
                    "name",
                    null,
                    container,
                    init,
                    Boolean.TRUE.equals(ref.get("optional"))));
        }
    }

    private static void ofVolume(KubernetesObject volume, String path, List<Reference> found) {
        mounted(volume, "ConfigMap", "configMap", "name", path, found);
        mounted(volume, "Secret", "secret", "secretName", path, found);
        mounted(volume, "PersistentVolumeClaim", "persistentVolumeClaim", "claimName", path, found);
        var sources = volume.objectsAt("projected", "sources");
        for (int i = 0; i < sources.size(); i++) {
            var source = new KubernetesObject(sources.get(i));
            mounted(source, "ConfigMap", "configMap", "name", path + "/projected/sources/" + i, found);
            mounted(source, "Secret", "secret", "name", path + "/projected/sources/" + i, found);
        }
    }

    private static void mounted(
            KubernetesObject volume, String kind, String field, String nameField, String path, List<Reference> found) {
        Map<String, Object> ref = volume.mapAt(field);
        if (ref.isEmpty()) {
            return;
        }
        var name = String.valueOf(ref.get(nameField));
        boolean optional = Boolean.TRUE.equals(ref.get("optional"));
        found.add(new Reference(kind, name, null, "volume", path, field, nameField, null, null, false, optional));
        var items = volume.objectsAt(field, "items");
        for (int i = 0; i < items.size(); i++) {
            var key = String.valueOf(items.get(i).get("key"));
            found.add(new Reference(
                    kind, name, key, "volume", path, field, nameField, "items/" + i + "/key", null, false, optional));
        }
    }
}
