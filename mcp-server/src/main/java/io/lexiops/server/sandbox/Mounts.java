package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The volumes of a pod: what keeps them from being mounted, and which files they bring. */
final class Mounts {

    private final Cluster cluster;
    private final ObjectNode pod;
    private final String namespace;

    Mounts(Cluster cluster, ObjectNode pod) {
        this.cluster = cluster;
        this.pod = pod;
        this.namespace = Trees.text(pod, "metadata", "namespace");
    }

    /** In the words of the kubelet's events; empty if all can be mounted. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        for (var volume : Trees.items(pod, "spec", "volumes")) {
            var why = problem(volume);
            if (!why.isEmpty()) {
                problems.add("MountVolume.SetUp failed for volume " + ApiFailure.quoted(Trees.text(volume, "name"))
                        + " : " + why);
            }
        }
        return List.copyOf(problems);
    }

    private String problem(JsonNode volume) {
        if (volume.has("configMap")) {
            return missing(volume.path("configMap"), "ConfigMap", "name");
        }
        if (volume.has("secret")) {
            return missing(volume.path("secret"), "Secret", "secretName");
        }
        for (var source : Trees.items(volume, "projected", "sources")) {
            var why = source.has("configMap")
                    ? missing(source.path("configMap"), "ConfigMap", "name")
                    : source.has("secret") ? missing(source.path("secret"), "Secret", "name") : "";
            if (!why.isEmpty()) {
                return why;
            }
        }
        return "";
    }

    private String missing(JsonNode source, String kind, String nameField) {
        if (Trees.truth(source, "optional")) {
            return "";
        }
        var name = Trees.text(source, nameField);
        var found = cluster.find(kind, namespace, name);
        var word = kind.equals("Secret") ? "secret" : "configmap";
        if (found.isEmpty()) {
            return word + " " + ApiFailure.quoted(name) + " not found";
        }
        for (var item : Trees.items(source, "items")) {
            var key = Trees.text(item, "key");
            if (!found.get().path("data").has(key)
                    && !found.get().path("binaryData").has(key)) {
                return word + " references non-existent " + (kind.equals("Secret") ? "secret " : "config ") + "key: "
                        + key;
            }
        }
        return "";
    }

    /** The paths that exist in the container because of its volumes. */
    Set<String> files(JsonNode container) {
        var files = new HashSet<String>();
        for (var mount : Trees.items(container, "volumeMounts")) {
            var path = Trees.text(mount, "mountPath");
            files.add(path);
            var name = Trees.text(mount, "name");
            Trees.items(pod, "spec", "volumes").stream()
                    .filter(volume -> Trees.text(volume, "name").equals(name))
                    .forEach(volume -> keys(volume).forEach(key -> files.add(path + "/" + key)));
        }
        return files;
    }

    private Set<String> keys(JsonNode volume) {
        var keys = new HashSet<String>();
        keys.addAll(keys(volume.path("configMap"), "ConfigMap", "name"));
        keys.addAll(keys(volume.path("secret"), "Secret", "secretName"));
        for (var source : Trees.items(volume, "projected", "sources")) {
            keys.addAll(keys(source.path("configMap"), "ConfigMap", "name"));
            keys.addAll(keys(source.path("secret"), "Secret", "name"));
        }
        return keys;
    }

    private Set<String> keys(JsonNode source, String kind, String nameField) {
        var items = Trees.items(source, "items");
        var keys = new HashSet<String>();
        if (!items.isEmpty()) {
            items.forEach(item -> keys.add(Trees.text(item, "path")));
            return keys;
        }
        cluster.find(kind, namespace, Trees.text(source, nameField))
                .ifPresent(found -> keys.addAll(Trees.labels(found, "data").keySet()));
        return keys;
    }
}
