package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** Which resources are served now: the built-in ones and those of custom resource definitions. */
final class ResourceCatalog {

    private volatile List<ResourceType> types = BuiltInTypes.all();

    Optional<ResourceType> find(String group, String version, String plural) {
        return types.stream()
                .filter(type -> type.group().equals(group)
                        && type.version().equals(version)
                        && type.plural().equals(plural))
                .findFirst();
    }

    Optional<ResourceType> byKind(String apiVersion, String kind) {
        return types.stream()
                .filter(type ->
                        type.apiVersion().equals(apiVersion) && type.kind().equals(kind))
                .findFirst();
    }

    Optional<ResourceType> byKindInGroup(String group, String kind) {
        return types.stream()
                .filter(type -> type.group().equals(group) && type.kind().equals(kind))
                .findFirst();
    }

    Optional<ResourceType> byStorageKey(String storageKey) {
        return types.stream()
                .filter(type -> type.storageKey().equals(storageKey))
                .findFirst();
    }

    /** The type of a built-in kind that this package itself needs. */
    ResourceType builtIn(String kind) {
        return types.stream()
                .filter(type -> !type.isCustom() && type.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no built-in kind " + kind));
    }

    List<ResourceType> all() {
        return types;
    }

    List<ResourceType> ofVersion(String group, String version) {
        return types.stream()
                .filter(type -> type.group().equals(group) && type.version().equals(version))
                .toList();
    }

    SequencedSet<String> groups() {
        var groups = new LinkedHashSet<String>();
        types.forEach(type -> groups.add(type.group()));
        groups.remove("");
        return groups;
    }

    /** The versions of a group, the preferred one first. */
    List<String> versions(String group) {
        var versions = new LinkedHashSet<String>();
        types.stream().filter(type -> type.group().equals(group)).forEach(type -> versions.add(type.version()));
        return versions.stream().sorted(new VersionOrder()).toList();
    }

    /** Replaces what a custom resource definition serves. */
    synchronized void serveCustom(String storageKey, List<ResourceType> served) {
        var kept = new ArrayList<>(types);
        kept.removeIf(type -> type.isCustom() && type.storageKey().equals(storageKey));
        kept.addAll(served);
        types = List.copyOf(kept);
    }

    /** v2 before v1 before v1beta2 before v1alpha1, as the server sorts them. */
    private static final class VersionOrder implements Comparator<String> {
        @Override
        public int compare(String left, String right) {
            int byStage = Integer.compare(stage(left), stage(right));
            return byStage != 0 ? byStage : right.compareTo(left);
        }

        private static int stage(String version) {
            if (version.contains("alpha")) {
                return 2;
            }
            return version.contains("beta") ? 1 : 0;
        }
    }
}
