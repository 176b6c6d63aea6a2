package io.lexiops.server.sandbox;

import java.util.List;
import java.util.Set;

/**
 * One served resource in one version.
 *
 * @param model the name of its shape in the schema, or empty if any shape is taken
 */
record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        Set<String> verbs,
        Set<String> subresources,
        String model,
        List<PrinterColumn> columns) {

    /** A column of the table that clients print. */
    record PrinterColumn(String name, String type, String format, String description, int priority, String path) {}

    static final Set<String> ALL_VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    ResourceType {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        verbs = Set.copyOf(verbs);
        subresources = Set.copyOf(subresources);
        columns = List.copyOf(columns);
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    String listKind() {
        return kind + "List";
    }

    /** Objects of all versions lie under this name. */
    String storageKey() {
        return ApiFailure.qualified(group, plural);
    }

    boolean isCustom() {
        return model.startsWith("crd:");
    }
}
