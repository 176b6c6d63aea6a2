package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses what would exceed a quota of its namespace. */
final class Quotas implements Admission {

    private static final Map<String, String> COUNTED = Map.of(
            "pods", "pods",
            "services", "services",
            "secrets", "secrets",
            "configmaps", "configmaps",
            "persistentvolumeclaims", "persistentvolumeclaims");

    private final ObjectStore store;

    Quotas(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void admit(WriteAttempt attempt) {
        if (attempt.old().isPresent()
                || !attempt.type().namespaced()
                || !attempt.subresource().isEmpty()) {
            return;
        }
        for (var quota : store.list("resourcequotas", attempt.id().namespace()).objects()) {
            check(attempt, quota);
        }
    }

    private void check(WriteAttempt attempt, JsonNode quota) {
        var hard = Trees.labels(quota, "spec", "hard");
        var wanted = usage(attempt.type().storageKey(), attempt.object());
        var relevant = new TreeMap<String, Quantity>();
        hard.keySet().forEach(name -> {
            if (wanted.containsKey(name)) {
                relevant.put(name, wanted.get(name));
            }
        });
        var name = Trees.text(quota, "metadata", "name");
        if (attempt.creates("Pod")) {
            demandAmounts(attempt, name, hard);
        }
        var used = used(store, attempt.id().namespace());
        var exceeded = relevant.entrySet().stream()
                .filter(entry -> used.getOrDefault(entry.getKey(), Quantity.ZERO)
                        .plus(entry.getValue())
                        .exceeds(Quantity.of(hard.getOrDefault(entry.getKey(), "0"))))
                .map(Map.Entry::getKey)
                .toList();
        if (!exceeded.isEmpty()) {
            throw ApiFailure.forbidden(
                    attempt.type().group(),
                    attempt.type().plural(),
                    attempt.id().name(),
                    "exceeded quota: " + name + ", requested: "
                            + list(
                                    exceeded,
                                    key -> relevant.getOrDefault(key, Quantity.ZERO)
                                            .toString()) + ", used: "
                            + list(
                                    exceeded,
                                    key -> used.getOrDefault(key, Quantity.ZERO).toString()) + ", limited: "
                            + list(
                                    exceeded,
                                    key -> Quantity.of(hard.getOrDefault(key, "0"))
                                            .toString()));
        }
    }

    private static void demandAmounts(WriteAttempt attempt, String quota, Map<String, String> hard) {
        var missing = new ArrayList<String>();
        for (var name : hard.keySet().stream().sorted().toList()) {
            var parts = name.contains(".") ? name.split("\\.", 2) : new String[] {"requests", name};
            if (!List.of("cpu", "memory").contains(parts[1])
                    || !List.of("requests", "limits").contains(parts[0])) {
                continue;
            }
            for (var container : Trees.items(attempt.object(), "spec", "containers")) {
                if (!Trees.has(container, "resources", parts[0], parts[1])) {
                    missing.add(name + " for: " + Trees.text(container, "name"));
                }
            }
        }
        if (!missing.isEmpty()) {
            throw ApiFailure.forbidden(
                    "",
                    "pods",
                    attempt.id().name(),
                    "failed quota: " + quota + ": must specify " + String.join("; ", missing));
        }
    }

    private interface Amount {
        String of(String name);
    }

    private static String list(List<String> names, Amount amount) {
        return String.join(
                ",", names.stream().map(name -> name + "=" + amount.of(name)).toList());
    }

    /** What one object counts for. */
    static Map<String, Quantity> usage(String storageKey, ObjectNode object) {
        var usage = new TreeMap<String, Quantity>();
        var one = Quantity.of("1");
        usage.put("count/" + storageKey, one);
        var counted = COUNTED.get(storageKey);
        if (counted != null) {
            usage.put(counted, one);
        }
        if (storageKey.equals("pods")) {
            if (Pods.isFinished(object)) {
                usage.remove("pods");
                return usage;
            }
            PodResources.requests(object).forEach((name, amount) -> {
                usage.put(name, amount);
                usage.put("requests." + name, amount);
            });
            PodResources.limits(object).forEach((name, amount) -> usage.put("limits." + name, amount));
        }
        if (storageKey.equals("persistentvolumeclaims")) {
            usage.put(
                    "requests.storage",
                    Quantity.of(Trees.textOr("0", object, "spec", "resources", "requests", "storage")));
        }
        return usage;
    }

    /** What all objects of a namespace count for. */
    static Map<String, Quantity> used(ObjectStore store, String namespace) {
        var used = new TreeMap<String, Quantity>();
        for (var id : store.identities()) {
            if (id.namespace().equals(namespace)) {
                store.find(id)
                        .ifPresent(object -> usage(id.storageKey(), object)
                                .forEach((name, amount) -> used.merge(name, amount, Quantity::plus)));
            }
        }
        return used;
    }
}
