package io.lexiops.server.sandbox;

import java.util.Locale;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says which groups, versions and resources there are. */
final class Discovery {

    private final ResourceCatalog catalog;

    Discovery(ResourceCatalog catalog) {
        this.catalog = catalog;
    }

    JsonNode coreVersions(String address) {
        var versions = Trees.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", address);
        return versions;
    }

    JsonNode groups() {
        var list = Trees.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        var groups = list.putArray("groups");
        catalog.groups().forEach(group -> groups.add(group(group)));
        return list;
    }

    JsonNode groupOf(String name) {
        if (!catalog.groups().contains(name)) {
            throw ApiFailure.noSuchResource();
        }
        return Trees.object().put("kind", "APIGroup").put("apiVersion", "v1").setAll(group(name));
    }

    private ObjectNode group(String name) {
        var group = Trees.object().put("name", name);
        var versions = group.putArray("versions");
        catalog.versions(name)
                .forEach(version -> versions.addObject()
                        .put("groupVersion", name + "/" + version)
                        .put("version", version));
        group.set("preferredVersion", versions.get(0));
        return group;
    }

    JsonNode resources(String group, String version) {
        var types = catalog.ofVersion(group, version);
        if (types.isEmpty()) {
            throw ApiFailure.noSuchResource();
        }
        var list = Trees.object().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            list.put("apiVersion", "v1");
        }
        list.put("groupVersion", types.getFirst().apiVersion());
        var resources = list.putArray("resources");
        types.forEach(type -> describe(type, resources));
        return list;
    }

    private static void describe(ResourceType type, ArrayNode resources) {
        var resource = resources
                .addObject()
                .put("name", type.plural())
                .put("singularName", type.singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        var verbs = resource.putArray("verbs");
        new TreeSet<>(type.verbs()).forEach(verbs::add);
        if (!type.shortNames().isEmpty()) {
            type.shortNames().forEach(resource.putArray("shortNames")::add);
        }
        if (!type.categories().isEmpty()) {
            type.categories().forEach(resource.putArray("categories")::add);
        }
        for (var subresource : new TreeSet<>(type.subresources())) {
            subresource(type, subresource, resources);
        }
    }

    private static void subresource(ResourceType type, String name, ArrayNode resources) {
        var resource = resources
                .addObject()
                .put("name", type.plural() + "/" + name)
                .put("singularName", "")
                .put("namespaced", type.namespaced());
        var verbs = resource.putArray("verbs");
        switch (name) {
            case "scale" -> {
                resource.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
                verbs.add("get").add("patch").add("update");
            }
            case "token" -> {
                resource.put("group", "authentication.k8s.io")
                        .put("version", "v1")
                        .put("kind", "TokenRequest");
                verbs.add("create");
            }
            case "eviction" -> {
                resource.put("group", "policy").put("version", "v1").put("kind", "Eviction");
                verbs.add("create");
            }
            case "exec" -> {
                resource.put("kind", "PodExecOptions");
                verbs.add("create").add("get");
            }
            case "binding" -> {
                resource.put("kind", "Binding");
                verbs.add("create");
            }
            case "log" -> {
                resource.put("kind", type.kind());
                verbs.add("get");
            }
            case "finalize" -> {
                resource.put("kind", type.kind());
                verbs.add("update");
            }
            default -> {
                resource.put("kind", type.kind());
                verbs.add("get").add("patch").add("update");
            }
        }
    }

    JsonNode version() {
        return Trees.object()
                .put("major", "1")
                .put("minor", "32")
                .put("emulationMajor", "1")
                .put("emulationMinor", "32")
                .put("gitVersion", "v1.32.4-sandbox")
                .put("gitCommit", "0000000000000000000000000000000000000000")
                .put("gitTreeState", "clean")
                .put("buildDate", "2025-04-22T16:03:58Z")
                .put("goVersion", "java" + Runtime.version().feature())
                .put("compiler", "javac")
                .put("platform", System.getProperty("os.name", "").toLowerCase(Locale.ROOT) + "/amd64");
    }
}
