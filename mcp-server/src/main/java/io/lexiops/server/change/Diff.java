package io.lexiops.server.change;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields in which two states of an object differ. Items of lists are compared as Kubernetes merges them. */
final class Diff {

    // Only identities: they are in the target already.
    private static final Set<String> NOT_TOLD = Set.of("apiVersion", "kind", "metadata", "status");
    private static final List<String> METADATA_TOLD = List.of("labels", "annotations", "finalizers");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    /** By which field Kubernetes tells the items of a list apart, by the name of the list. */
    private static final Map<String, List<String>> MERGE_KEYS = Map.ofEntries(
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("ephemeralContainers", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("secrets", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("ports", List.of("containerPort", "port")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("ownerReferences", List.of("uid")));

    private final List<FieldChange> changes = new ArrayList<>();

    private Diff() {}

    /** In the order of the fields; one entry for each top-level field if the object comes or goes. */
    static List<FieldChange> between(@Nullable Map<String, Object> before, @Nullable Map<String, Object> after) {
        var diff = new Diff();
        var old = WantedState.of(before);
        var wanted = WantedState.of(after);
        if (before == null || after == null) {
            diff.whole(old, wanted);
        } else {
            diff.maps(List.of(), "", old, wanted);
        }
        return List.copyOf(diff.changes);
    }

    private void whole(Map<String, Object> old, Map<String, Object> wanted) {
        var keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(wanted.keySet());
        for (var key : METADATA_TOLD) {
            values(
                    List.of("metadata", key),
                    "metadata." + key,
                    Json.part(old.get("metadata")).get(key),
                    Json.part(wanted.get("metadata")).get(key),
                    false);
        }
        keys.stream()
                .filter(key -> !NOT_TOLD.contains(key))
                .forEach(key -> values(List.of(key), child("", key), old.get(key), wanted.get(key), false));
    }

    private void maps(List<String> keys, String path, Map<String, Object> old, Map<String, Object> wanted) {
        var names = new LinkedHashSet<>(old.keySet());
        names.addAll(wanted.keySet());
        for (var name : names) {
            values(with(keys, name), child(path, name), old.get(name), wanted.get(name), true);
        }
    }

    private void values(
            List<String> keys, String path, @Nullable Object old, @Nullable Object wanted, boolean intoFields) {
        if (Objects.equals(old, wanted)) {
            return;
        }
        if (intoFields && old instanceof Map<?, ?> && wanted instanceof Map<?, ?>) {
            maps(keys, path, Json.part(old), Json.part(wanted));
        } else if (intoFields && isObjects(old) && isObjects(wanted)) {
            items(keys, path, Json.parts(old), Json.parts(wanted));
        } else {
            changes.add(new FieldChange(keys, path, old, wanted));
        }
    }

    private void items(
            List<String> keys, String path, List<Map<String, Object>> old, List<Map<String, Object>> wanted) {
        var before = byKey(keys.getLast(), old);
        var after = byKey(keys.getLast(), wanted);
        if (before == null || after == null) {
            for (int i = 0; i < Math.max(old.size(), wanted.size()); i++) {
                values(
                        keys,
                        path + "[" + i + "]",
                        i < old.size() ? old.get(i) : null,
                        i < wanted.size() ? wanted.get(i) : null,
                        true);
            }
            return;
        }
        var names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        int changed = changes.size();
        for (var name : names) {
            values(keys, path + "[" + name + "]", before.get(name), after.get(name), true);
        }
        if (changes.size() == changed) {
            // only the order differs
            changes.add(new FieldChange(keys, path, List.copyOf(before.keySet()), List.copyOf(after.keySet())));
        }
    }

    /** Null if the items cannot be told apart by a key. */
    private static @Nullable Map<String, Map<String, Object>> byKey(String list, List<Map<String, Object>> items) {
        for (var mergeKey : MERGE_KEYS.getOrDefault(list, List.of())) {
            var named = new LinkedHashMap<String, Map<String, Object>>();
            items.forEach(item -> {
                if (item.get(mergeKey) != null) {
                    named.put(String.valueOf(item.get(mergeKey)), item);
                }
            });
            if (named.size() == items.size()) {
                return named;
            }
        }
        return null;
    }

    private static boolean isObjects(@Nullable Object value) {
        return value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(Map.class::isInstance);
    }

    private static List<String> with(List<String> keys, String name) {
        var longer = new ArrayList<>(keys);
        longer.add(name);
        return longer;
    }

    static String child(String path, String key) {
        if (!PLAIN.matcher(key).matches()) {
            return path + "[" + Json.text(key) + "]";
        }
        return path.isEmpty() ? key : path + "." + key;
    }
}
