package io.lexiops.server.change;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One object that a write touches, at the version that was seen.
 *
 * @param namespace       null for a cluster-scoped object
 * @param uid             null while the object does not exist
 * @param resourceVersion {@link #ABSENT} while the object does not exist
 */
public record TargetRef(
        String apiVersion,
        String kind,
        @Nullable String namespace,
        String name,
        @Nullable String uid,
        String resourceVersion) {

    public static final String ABSENT = "absent";

    public boolean absent() {
        return ABSENT.equals(resourceVersion);
    }

    /** The same object, whatever its version. */
    public boolean sameObject(TargetRef other) {
        return apiVersion.equals(other.apiVersion)
                && kind.equals(other.kind)
                && name.equals(other.name)
                && Objects.equals(namespace, other.namespace);
    }

    public Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("apiVersion", apiVersion);
        json.put("kind", kind);
        if (namespace != null) {
            json.put("namespace", namespace);
        }
        json.put("name", name);
        if (uid != null) {
            json.put("uid", uid);
        }
        json.put("resourceVersion", resourceVersion);
        return json;
    }
}
