package io.lexiops.server.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The variables of a container, or what is missing to make them. */
sealed interface Environment {

    /** All of them. */
    record Complete(Map<String, String> values) implements Environment {
        public Complete {
            values = Map.copyOf(values);
        }
    }

    /** In the words of the kubelet. */
    record Missing(String why) implements Environment {}

    static Environment of(Cluster cluster, ObjectNode pod, JsonNode container) {
        var values = new LinkedHashMap<String, String>();
        values.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        values.put("HOSTNAME", Trees.text(pod, "metadata", "name"));
        try {
            var builder = new Builder(cluster, pod, container, values);
            builder.addAll();
            return new Complete(values);
        } catch (Unresolved unresolved) {
            return new Missing(String.valueOf(unresolved.getMessage()));
        }
    }

    /** A source that is not there. */
    final class Unresolved extends RuntimeException {
        Unresolved(String why) {
            super(why, null, false, false);
        }
    }

    /** Reads the sources one after the other; a later one wins. */
    final class Builder {
        private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");

        private final Cluster cluster;
        private final ObjectNode pod;
        private final JsonNode container;
        private final Map<String, String> values;

        Builder(Cluster cluster, ObjectNode pod, JsonNode container, Map<String, String> values) {
            this.cluster = cluster;
            this.pod = pod;
            this.container = container;
            this.values = values;
        }

        void addAll() {
            for (var source : Trees.items(container, "envFrom")) {
                var prefix = Trees.text(source, "prefix");
                entries(source, "configMapRef", "ConfigMap").forEach((key, value) -> values.put(prefix + key, value));
                entries(source, "secretRef", "Secret").forEach((key, value) -> values.put(prefix + key, value));
            }
            for (var variable : Trees.items(container, "env")) {
                value(variable).ifPresent(value -> values.put(Trees.text(variable, "name"), value));
            }
        }

        private Map<String, String> entries(JsonNode source, String field, String kind) {
            var name = Trees.text(source, field, "name");
            if (name.isEmpty()) {
                return Map.of();
            }
            var found = cluster.find(kind, Trees.text(pod, "metadata", "namespace"), name);
            if (found.isEmpty()) {
                if (Trees.truth(source, field, "optional")) {
                    return Map.of();
                }
                throw notFound(kind, name);
            }
            var entries = Trees.labels(found.get(), "data");
            entries.replaceAll((_, value) -> plain(kind, value));
            return entries;
        }

        private static Unresolved notFound(String kind, String name) {
            return new Unresolved(
                    (kind.equals("Secret") ? "secret " : "configmap ") + ApiFailure.quoted(name) + " not found");
        }

        private Optional<String> value(JsonNode variable) {
            var from = variable.path("valueFrom");
            if (from.has("configMapKeyRef")) {
                return key(from.path("configMapKeyRef"), "ConfigMap");
            }
            if (from.has("secretKeyRef")) {
                return key(from.path("secretKeyRef"), "Secret");
            }
            if (from.has("fieldRef")) {
                return Optional.of(field(Trees.text(from, "fieldRef", "fieldPath")));
            }
            if (from.has("resourceFieldRef")) {
                var resource = Trees.text(from, "resourceFieldRef", "resource").split("\\.", 2);
                return Optional.of(
                        Trees.textOr("0", container, "resources", resource[0], resource[resource.length - 1]));
            }
            return Optional.of(substituted(Trees.text(variable, "value"), values));
        }

        private Optional<String> key(JsonNode reference, String kind) {
            var namespace = Trees.text(pod, "metadata", "namespace");
            var name = Trees.text(reference, "name");
            var key = Trees.text(reference, "key");
            boolean optional = Trees.truth(reference, "optional");
            var found = cluster.find(kind, namespace, name);
            if (found.isEmpty()) {
                if (optional) {
                    return Optional.empty();
                }
                throw notFound(kind, name);
            }
            if (!Trees.at(found.get(), "data").has(key)) {
                if (optional) {
                    return Optional.empty();
                }
                throw new Unresolved("couldn't find key " + key + " in " + kind + " " + namespace + "/" + name);
            }
            return Optional.of(plain(kind, Trees.text(found.get(), "data", key)));
        }

        private static String plain(String kind, String value) {
            return kind.equals("Secret")
                    ? new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8)
                    : value;
        }

        private String field(String path) {
            return switch (path) {
                case "metadata.name" -> Trees.text(pod, "metadata", "name");
                case "metadata.namespace" -> Trees.text(pod, "metadata", "namespace");
                case "metadata.uid" -> Trees.text(pod, "metadata", "uid");
                case "spec.nodeName" -> Trees.text(pod, "spec", "nodeName");
                case "spec.serviceAccountName" -> Trees.text(pod, "spec", "serviceAccountName");
                case "status.podIP" -> Trees.text(pod, "status", "podIP");
                case "status.hostIP" -> Trees.text(pod, "status", "hostIP");
                default -> "";
            };
        }

        static String substituted(String text, Map<String, String> values) {
            return REFERENCE
                    .matcher(text)
                    .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
        }
    }
}
