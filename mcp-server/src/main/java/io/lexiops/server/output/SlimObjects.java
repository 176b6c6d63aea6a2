package io.lexiops.server.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kubernetes objects without what no reader needs. */
public final class SlimObjects {

    private static final Set<String> METADATA_NOISE = Set.of("managedFields", "selfLink", "generateName");
    private static final Set<String> ANNOTATION_NOISE =
            Set.of("kubectl.kubernetes.io/last-applied-configuration", "control-plane.alpha.kubernetes.io/leader");

    /** What repeats another field, names a thing of the node, or changes by the second. */
    private static final Set<String> STATUS_NOISE = Set.of(
            "containerID",
            "hostIPs",
            "podIPs",
            "lastProbeTime",
            "lastHeartbeatTime",
            "images",
            "machineID",
            "systemUUID",
            "bootID",
            "volumesInUse",
            "daemonEndpoints");

    private SlimObjects() {}

    /** A copy without managedFields, last-applied, noise in the status, and empty maps and lists; everything else stays. */
    public static Map<String, Object> slim(Map<String, Object> object) {
        var slim = new LinkedHashMap<String, Object>();
        // Of other groups nobody knows here what is noise.
        boolean core = "v1".equals(object.get("apiVersion"));
        object.forEach((key, value) -> {
            var kept = kept(key, value, core);
            if (kept != null && !isEmpty(kept)) {
                slim.put(key, kept);
            }
        });
        return slim;
    }

    private static @Nullable Object kept(String key, @Nullable Object value, boolean core) {
        return switch (key) {
            case "metadata" -> value instanceof Map<?, ?> metadata ? metadata(metadata) : value;
            case "status" -> core ? status(value) : value;
            default -> value;
        };
    }

    private static @Nullable Object status(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var slim = new LinkedHashMap<String, Object>();
                map.forEach((key, below) -> {
                    var kept = status(below);
                    if (kept != null && !isEmpty(kept) && !STATUS_NOISE.contains(String.valueOf(key))) {
                        slim.put(String.valueOf(key), kept);
                    }
                });
                yield slim;
            }
            case List<?> list -> list.stream().map(SlimObjects::status).toList();
            case null, default -> value;
        };
    }

    private static Map<String, Object> metadata(Map<?, ?> metadata) {
        var slim = new LinkedHashMap<String, Object>();
        metadata.forEach((key, value) -> {
            var kept = key.equals("annotations") && value instanceof Map<?, ?> all ? annotations(all) : value;
            if (!METADATA_NOISE.contains(String.valueOf(key)) && !isEmpty(kept)) {
                slim.put(String.valueOf(key), kept);
            }
        });
        return slim;
    }

    private static Map<String, Object> annotations(Map<?, ?> annotations) {
        var slim = new LinkedHashMap<String, Object>();
        annotations.forEach((key, value) -> {
            if (!ANNOTATION_NOISE.contains(String.valueOf(key)) && value != null) {
                slim.put(String.valueOf(key), value);
            }
        });
        return slim;
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof List<?> list && list.isEmpty());
    }
}
