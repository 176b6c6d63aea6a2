package io.lexiops.server.kubernetes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a recording keeps of an object: all but what no reader looks at. */
final class Recorded {

    private Recorded() {}

    static Map<String, Object> trimmed(KubernetesObject object) {
        var content = new LinkedHashMap<>(object.content());
        var metadata = new LinkedHashMap<>(object.mapAt("metadata"));
        metadata.keySet().removeAll(List.of("managedFields", "selfLink"));
        content.put("metadata", metadata);
        if (object.kind().equals("Node")) {
            var status = new LinkedHashMap<String, Object>();
            status.put("allocatable", object.mapAt("status", "allocatable"));
            status.put("images", object.objectsAt("status", "images"));
            content.put("status", status);
        }
        if (object.kind().equals("Secret") && !object.mapAt("data").isEmpty()) {
            var keys = new LinkedHashMap<String, Object>();
            object.mapAt("data").keySet().forEach(key -> keys.put(key, ""));
            content.put("data", keys);
        }
        return content;
    }
}
