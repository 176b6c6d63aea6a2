package io.lexiops.server.history;

import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Keyed;
import io.lexiops.server.redact.Redactor;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
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
    private final Fingerprints fingerprints;

    CompactState(Redactor redactor, InstallationKey key) {
        this.redactor = redactor;
        this.keyed = key.forPurpose("history");
        this.fingerprints = new Fingerprints(key);
    }

    /**
     * An object's state.
     *
     * @param digest names it; two states with one name are the same
     */
    record State(Map<String, KeptValue> fields, String digest) {}

    State of(KubernetesObject object) {
        // Before others that hold a copy of its values come by; it does nothing for other kinds.
        redactor.learn(object.content());
        var originals = fields(object, object);
        // What the fields of a Secret have become here is no secret any more.
        var shown = object.kind().equals("Secret")
                ? originals
                : fields(object, new KubernetesObject(redactor.object(object.content())));
        var kept = new TreeMap<String, KeptValue>();
        shown.forEach((path, value) -> kept.put(path, kept(value, original(originals, path))));
        return new State(bounded(kept), hex(originals.toString()));
    }

    private SortedMap<String, String> fields(KubernetesObject object, KubernetesObject shown) {
        var fields = new TreeMap<String, String>();
        boolean secret = object.kind().equals("Secret");
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
        return fields;
    }

    /** A part that was redacted as a whole stands for all that was in it. */
    private static String original(SortedMap<String, String> originals, String path) {
        var value = originals.get(path);
        return value != null
                ? value
                : originals.subMap(path, path + Character.MAX_VALUE).toString();
    }

    private KeptValue kept(String shown, String original) {
        var value = shown.length() <= LONGEST_VALUE
                ? shown
                : "digest " + hex(shown) + " of " + shown.length() + " characters";
        return new KeptValue(value, value.equals(original) ? null : fingerprints.of(original));
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
            default -> fields.put(path, value.toString());
        }
    }

    private static String name(Object item, int index) {
        return item instanceof Map<?, ?> map && map.get("name") instanceof String name ? name : Integer.toString(index);
    }

    /** An object with too many fields keeps the first; that others changed is still seen. */
    private Map<String, KeptValue> bounded(SortedMap<String, KeptValue> fields) {
        if (fields.size() <= MOST_FIELDS) {
            return fields;
        }
        var kept = new TreeMap<String, KeptValue>();
        fields.entrySet().stream().limit(MOST_FIELDS).forEach(field -> kept.put(field.getKey(), field.getValue()));
        fields.keySet().removeAll(kept.keySet());
        var others = new TreeMap<String, String>();
        fields.forEach((path, value) ->
                others.put(path, value.fingerprint() == null ? fingerprints.of(value.shown()) : value.fingerprint()));
        kept.put("(others)", KeptValue.plain("digest " + hex(others.toString())));
        return kept;
    }

    private String hex(String text) {
        return HexFormat.of().formatHex(keyed.mac(text), 0, 8);
    }
}
