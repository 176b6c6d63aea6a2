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

    private SlimObjects() {}

    /** A copy without managedFields, last-applied and empty maps and lists; everything else stays. */
    public static Map<String, Object> slim(Map<String, Object> object) {
        var slim = new LinkedHashMap<String, Object>();
        object.forEach((key, value) -> {
            var kept = key.equals("metadata") && value instanceof Map<?, ?> metadata ? metadata(metadata) : value;
            if (!isEmpty(kept)) {
                slim.put(key, kept);
            }
        });
        return slim;
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
