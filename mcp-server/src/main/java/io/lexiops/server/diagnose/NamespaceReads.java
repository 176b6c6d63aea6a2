package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.kubernetes.Kubernetes.LogQuery;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that a diagnosis reads of one namespace. A kind is listed when it is first asked for, and once; what this identity
 * may not read is remembered as unchecked. The values of ConfigMaps and Secrets are dropped at once: only keys count.
 */
final class NamespaceReads {

    private static final int PAGE = 500;
    private static final int MOST = 5_000;
    private static final int LOGS = 12;
    private static final long LOG_LINES = 25;

    private final Kubernetes kubernetes;
    private final String namespace;
    private final BooleanSupplier cancelled;
    private final Map<String, List<KubernetesObject>> lists = new LinkedHashMap<>();
    private final Map<String, String> unchecked = new LinkedHashMap<>();
    private final Map<String, List<String>> logs = new HashMap<>();

    NamespaceReads(Kubernetes kubernetes, String namespace, BooleanSupplier cancelled) {
        this.kubernetes = kubernetes;
        this.namespace = namespace;
        this.cancelled = cancelled;
    }

    String namespace() {
        return namespace;
    }

    /** The objects of a kind in the namespace; empty if there are none or if they cannot be read. */
    List<KubernetesObject> all(String plural) {
        return list(plural, namespace);
    }

    /** The nodes, where this identity may look beyond the namespace. */
    List<KubernetesObject> nodes() {
        return list("nodes", null);
    }

    /** Whether the list could be read: only then does a missing name mean that the object is missing. */
    boolean readable(String plural) {
        all(plural);
        return !unchecked.containsKey(plural);
    }

    List<String> checked() {
        return lists.entrySet().stream()
                .filter(entry -> !unchecked.containsKey(entry.getKey()))
                .map(entry -> entry.getValue().size() + " " + entry.getKey())
                .toList();
    }

    List<String> unchecked() {
        return List.copyOf(unchecked.values());
    }

    /** The end of a container's log, oldest line first: of the run before, or of this one if there was none before. */
    List<String> logEnd(String pod, String container, boolean previous) {
        var key = pod + "/" + container;
        var known = logs.get(key);
        if (known != null) {
            return known;
        }
        if (logs.size() >= LOGS) {
            unchecked.put("logs", "logs: only those of the first " + LOGS + " failing containers were read");
            return List.of();
        }
        var lines = readLog(pod, container, previous);
        logs.put(key, lines);
        return lines;
    }

    private List<String> readLog(String pod, String container, boolean previous) {
        try {
            var lines = new ArrayList<String>();
            kubernetes.logs(
                    new LogQuery(namespace, pod, container, previous, null, LOG_LINES, false),
                    line -> lines.add(Plain.text(line, 300)) && lines.size() < LOG_LINES,
                    cancelled);
            // A kubelet that has removed the container says so in a line of its own.
            lines.removeIf(line -> line.startsWith("unable to retrieve container logs for "));
            return lines.isEmpty() && previous ? readLog(pod, container, false) : lines;
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            if (previous && e.code() != ErrorCode.FORBIDDEN) {
                return readLog(pod, container, false);
            }
            if (e.code() == ErrorCode.FORBIDDEN) {
                unchecked.put("logs", "logs: " + e.getMessage());
            }
            return List.of();
        }
    }

    private List<KubernetesObject> list(String plural, @Nullable String from) {
        var known = lists.get(plural);
        if (known != null) {
            return known;
        }
        var found = new ArrayList<KubernetesObject>();
        try {
            // Events exist in two groups; only the older one is served everywhere.
            var type = kubernetes.type(plural, plural.equals("events") ? "v1" : null);
            String next = null;
            do {
                var page = kubernetes.list(new ListQuery(type, from, null, null, PAGE, next));
                page.items().forEach(item -> found.add(withoutValues(item)));
                next = page.continueToken();
            } while (next != null && found.size() < MOST && !cancelled.getAsBoolean());
            if (next != null) {
                unchecked.put(plural, plural + ": only the first " + found.size() + " were read");
            }
        } catch (ToolFailed e) {
            if (e.code() != ErrorCode.FORBIDDEN && e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            unchecked.put(
                    plural,
                    plural + ": " + e.getMessage()
                            + (e.remedy().isEmpty() || e.code() == ErrorCode.NOT_FOUND ? "" : " (" + e.remedy() + ")"));
        }
        lists.put(plural, List.copyOf(found));
        return List.copyOf(found);
    }

    private static KubernetesObject withoutValues(KubernetesObject object) {
        if (!object.kind().equals("ConfigMap") && !object.kind().equals("Secret")) {
            return object;
        }
        var content = new LinkedHashMap<>(object.content());
        for (var field : List.of("data", "binaryData", "stringData")) {
            content.computeIfPresent(field, (_, _) -> {
                var keys = new LinkedHashMap<String, Object>();
                object.mapAt(field).keySet().forEach(key -> keys.put(key, ""));
                return keys;
            });
        }
        if (content.get("metadata") instanceof Map<?, ?> metadata) {
            // last-applied holds the values, too
            var kept = new LinkedHashMap<Object, Object>(metadata);
            kept.remove("annotations");
            kept.remove("managedFields");
            content.put("metadata", kept);
        }
        return new KubernetesObject(content);
    }
}
