package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The ConfigMaps, or the Secrets, or the volume claims of a namespace, with their keys. */
record KeyedObjects(Map<String, Set<String>> keysByName) {

    // In every namespace, and never what somebody meant.
    private static final String OF_THE_CLUSTER = "kube-root-ca.crt";

    static KeyedObjects of(List<KubernetesObject> objects) {
        var keys = new TreeMap<String, Set<String>>();
        for (var object : objects) {
            if (!object.name().equals(OF_THE_CLUSTER)
                    && !object.textAt("", "type").equals("kubernetes.io/service-account-token")) {
                var own = new LinkedHashSet<>(object.mapAt("data").keySet());
                own.addAll(object.mapAt("binaryData").keySet());
                keys.put(object.name(), own);
            }
        }
        return new KeyedObjects(keys);
    }

    boolean has(String name) {
        return keysByName.containsKey(name);
    }

    boolean has(String name, @Nullable String key) {
        var keys = keysByName.get(name);
        return keys != null && (key == null || keys.contains(key));
    }

    /** Names that may have been meant, of objects that have the key if one is asked for. */
    List<String> near(String name, @Nullable String key) {
        var fitting = keysByName.keySet().stream().filter(one -> has(one, key)).toList();
        var near = new ArrayList<>(Likely.meant(name, fitting));
        if (near.isEmpty() && key != null && fitting.size() == 1) {
            near.addAll(fitting);
        }
        return List.copyOf(near);
    }

    /** Other objects with this very key. */
    List<String> holders(String name, String key) {
        return keysByName.keySet().stream()
                .filter(one -> !one.equals(name) && has(one, key))
                .toList();
    }

    /** Keys of an object that may have been meant: the same letters first. */
    List<String> nearKeys(String name, String key) {
        var keys = keysByName.getOrDefault(name, Set.of());
        var near = new LinkedHashSet<String>();
        keys.stream().filter(one -> letters(one).equals(letters(key))).forEach(near::add);
        near.addAll(Likely.meant(key, keys));
        return List.copyOf(near);
    }

    private static String letters(String key) {
        return key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
    }
}
