package io.lexiops.server.history;

import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Keyed;
import io.lexiops.server.redact.Redactor;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of an object, as flat fields: {@code spec.template.spec.containers[web].image} and its value. The status
 * and what controllers note are left out; a Secret's values are keyed digests, other secrets are redacted, long values are
 * digests with their length. What cannot be stored cannot leak.
 */
final class CompactState {

    private static final int LONGEST_VALUE = 160;
    private static final int MOST_FIELDS = 500;
    private static final Set<String> NOT_WANTED = Set.of("apiVersion", "kind", "metadata", "status");
    private static final List<String> VALUES = List.of("data", "stringData", "binaryData");
    private static final Set<String> NOTES = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "deployment.kubernetes.io/revision",
            "deployment.kubernetes.io/desired-replicas",
            "deployment.kubernetes.io/max-replicas",
            "deprecated.daemonset.template.generation",
            "control-plane.alpha.kubernetes.io/leader");

    private final Redactor redactor;
    private final Keyed keyed;

    CompactState(Redactor redactor, InstallationKey key) {
        this.redactor = redactor;
        this.keyed = key.forPurpose("history");
    }

    Map<String, String> of(KubernetesObject object) {
        var fields = new TreeMap<String, String>();
        boolean secret = object.kind().equals("Secret");
        if (secret) {
            redactor.learn(object.content());
        }
        var shown = secret ? object : new KubernetesObject(redactor.object(object.content()));
        add(fields, "metadata.labels", shown.at("metadata", "labels"));
        var annotations = new TreeMap<>(shown.mapAt("metadata", "annotations"));
        annotations.keySet().removeAll(NOTES);
        // Tools keep tokens in annotations of Secrets: their text says as little as the data.
        add(fields, "metadata.annotations", secret ? digests(annotations) : annotations);
        shown.content().forEach((key, value) -> {
            if (!NOT_WANTED.contains(key)) {
                add(fields, key, secret && VALUES.contains(key) ? digests(object.mapAt(key)) : value);
            }
        });
        return bounded(fields);
    }

    /** Names a state; two states with one name are the same. */
    String digest(Map<String, String> fields) {
        return hex(new TreeMap<>(fields).toString());
    }

    private Map<String, Object> digests(Map<String, Object> values) {
        var digests = new TreeMap<String, Object>();
        values.forEach((key, value) -> digests.put(key, "digest " + hex(String.valueOf(value))));
        return digests;
    }

    private void add(Map<String, String> fields, String path, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((key, item) -> add(fields, path + "." + key, item));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    add(fields, path + "[" + name(list.get(i), i) + "]", list.get(i));
                }
            }
            default -> fields.put(path, shortened(value.toString()));
        }
    }

    private static String name(Object item, int index) {
        return item instanceof Map<?, ?> map && map.get("name") instanceof String name ? name : Integer.toString(index);
    }

    private String shortened(String value) {
        return value.length() <= LONGEST_VALUE
                ? value
                : "digest " + hex(value) + " of " + value.length() + " characters";
    }

    /** An object with too many fields keeps the first; that others changed is still seen. */
    private Map<String, String> bounded(Map<String, String> fields) {
        if (fields.size() <= MOST_FIELDS) {
            return fields;
        }
        var kept = new TreeMap<String, String>();
        fields.entrySet().stream().limit(MOST_FIELDS).forEach(field -> kept.put(field.getKey(), field.getValue()));
        fields.keySet().removeAll(kept.keySet());
        kept.put("(others)", "digest " + hex(fields.toString()));
        return kept;
    }

    private String hex(String text) {
        return HexFormat.of().formatHex(keyed.mac(text), 0, 8);
    }
}
