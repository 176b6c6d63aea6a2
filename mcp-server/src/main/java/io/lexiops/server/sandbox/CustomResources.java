package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Makes what a custom resource definition declares a served resource, and takes it back. */
final class CustomResources {

    static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

    private final Machinery machinery;

    CustomResources(Machinery machinery) {
        this.machinery = machinery;
    }

    /** Definitions are served as soon as the call that wrote them returns. */
    void refresh(ResourceCall call) {
        if (call.type().storageKey().equals(DEFINITIONS)
                && !call.verb().equals("get")
                && !call.request().writeOptions().dryRun()) {
            refreshAll();
        }
    }

    void refreshAll() {
        machinery.store().atomically(() -> {
            var wanted = new TreeSet<String>();
            for (var definition : machinery.store().list(DEFINITIONS, "").objects()) {
                wanted.add(serve(definition));
            }
            machinery.catalog().all().stream()
                    .filter(type -> type.isCustom() && !wanted.contains(type.storageKey()))
                    .map(ResourceType::storageKey)
                    .distinct()
                    .forEach(this::withdraw);
            return wanted.size();
        });
    }

    private void withdraw(String storageKey) {
        machinery.catalog().serveCustom(storageKey, List.of());
        machinery
                .store()
                .list(storageKey, "")
                .objects()
                .forEach(object -> machinery
                        .store()
                        .remove(new ObjectId(
                                storageKey,
                                Trees.text(object, "metadata", "namespace"),
                                Trees.text(object, "metadata", "name"))));
    }

    private String serve(JsonNode definition) {
        var spec = definition.path("spec");
        var names = spec.path("names");
        var types = new ArrayList<ResourceType>();
        for (var version : Trees.items(spec, "versions")) {
            if (Trees.truth(version, "served")) {
                types.add(type(spec, names, version));
            }
        }
        var storageKey = Trees.text(names, "plural") + "." + Trees.text(spec, "group");
        machinery.catalog().serveCustom(storageKey, types);
        if (!hasCondition(definition, "Established")) {
            establish(definition);
        }
        return storageKey;
    }

    private ResourceType type(JsonNode spec, JsonNode names, JsonNode version) {
        var group = Trees.text(spec, "group");
        var name = Trees.text(version, "name");
        var plural = Trees.text(names, "plural");
        var model = "crd:" + plural + "." + group + "/" + name;
        machinery
                .schema()
                .declare(model, root(Trees.text(names, "kind"), Trees.at(version, "schema", "openAPIV3Schema")));
        var subresources = new TreeSet<String>();
        for (var known : List.of("status", "scale")) {
            if (version.path("subresources").has(known)) {
                subresources.add(known);
            }
        }
        var kind = Trees.text(names, "kind");
        return new ResourceType(
                group,
                name,
                kind,
                plural,
                Trees.textOr(kind.toLowerCase(Locale.ROOT), names, "singular"),
                Trees.texts(names, "shortNames"),
                Trees.texts(names, "categories"),
                !Trees.text(spec, "scope").equals("Cluster"),
                ResourceType.ALL_VERBS,
                Set.copyOf(subresources),
                model,
                columns(version));
    }

    private static List<ResourceType.PrinterColumn> columns(JsonNode version) {
        var columns = new ArrayList<ResourceType.PrinterColumn>();
        for (var column : Trees.items(version, "additionalPrinterColumns")) {
            columns.add(new ResourceType.PrinterColumn(
                    Trees.text(column, "name"),
                    Trees.text(column, "type"),
                    Trees.text(column, "format"),
                    Trees.text(column, "description"),
                    Trees.number(0, column, "priority"),
                    Trees.text(column, "jsonPath")));
        }
        return columns;
    }

    private Shape.Struct root(String kind, JsonNode schema) {
        var declared = CustomSchemas.fields(schema);
        var fields = new LinkedHashMap<>(declared);
        var scalar = new Shape.Field(new Shape.Scalar("string"), false);
        fields.put("apiVersion", scalar);
        fields.put("kind", scalar);
        var metadata = machinery
                .schema()
                .of(machinery.catalog().builtIn("ConfigMap"))
                .fields()
                .get()
                .get("metadata");
        if (metadata != null) {
            fields.put("metadata", metadata);
        }
        Map<String, Shape.Field> fixed = Map.copyOf(fields);
        return new Shape.Struct(kind, () -> fixed, false, CustomSchemas.isOpen(schema));
    }

    private static boolean hasCondition(JsonNode definition, String type) {
        return Trees.items(definition, "status", "conditions").stream()
                .anyMatch(condition -> Trees.text(condition, "type").equals(type));
    }

    private void establish(JsonNode definition) {
        var type = machinery.catalog().builtIn("CustomResourceDefinition");
        var id = new ObjectId(type.storageKey(), "", Trees.text(definition, "metadata", "name"));
        machinery.writes().update(type, id, "status", WriteOptions.by("kube-apiserver"), Identity.ADMIN, live -> {
            var status = Trees.child(live, "status");
            var conditions = status.putArray("conditions");
            var now = Times.text(machinery.clock().instant());
            for (var condition : List.of("NamesAccepted", "Established")) {
                conditions
                        .addObject()
                        .put("type", condition)
                        .put("status", "True")
                        .put("lastTransitionTime", now)
                        .put("reason", condition.equals("Established") ? "InitialNamesAccepted" : "NoConflicts")
                        .put(
                                "message",
                                condition.equals("Established")
                                        ? "the initial names have been accepted"
                                        : "no conflicts found");
            }
            status.set("acceptedNames", Trees.at(live, "spec", "names"));
            var stored = status.putArray("storedVersions");
            Trees.items(live, "spec", "versions").stream()
                    .filter(version -> Trees.truth(version, "storage"))
                    .forEach(version -> stored.add(Trees.text(version, "name")));
            return live;
        });
    }
}
