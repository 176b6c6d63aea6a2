package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Who wrote which field: the entries of {@code metadata.managedFields}. */
final class ManagedFields {

    /** One writer of an object. */
    record Manager(String name, String operation, String apiVersion, String subresource) {

        String printed(String time) {
            var text = ApiFailure.quoted(name);
            if (!subresource.isEmpty()) {
                text += " with subresource " + ApiFailure.quoted(subresource);
            }
            if (operation.equals("Update")) {
                text += " using " + apiVersion + (time.isEmpty() ? "" : " at " + time);
            }
            return text;
        }
    }

    /** What one writer owns since when. */
    record Entry(Manager manager, String time, Set<List<String>> fields) {
        Entry {
            fields = new LinkedHashSet<>(fields);
        }

        Entry without(Set<List<String>> taken) {
            var left = new LinkedHashSet<>(fields);
            left.removeAll(taken);
            return left.size() == fields.size() ? this : new Entry(manager, time, left);
        }
    }

    private ManagedFields() {}

    static List<Entry> read(ObjectNode object) {
        var entries = new ArrayList<Entry>();
        for (var node : Trees.items(object, "metadata", "managedFields")) {
            entries.add(new Entry(
                    new Manager(
                            Trees.text(node, "manager"),
                            Trees.text(node, "operation"),
                            Trees.text(node, "apiVersion"),
                            Trees.text(node, "subresource")),
                    Trees.text(node, "time"),
                    FieldPaths.read(node.path("fieldsV1"))));
        }
        return entries;
    }

    static void write(ObjectNode object, List<Entry> entries) {
        var metadata = Trees.child(object, "metadata");
        metadata.remove("managedFields");
        var kept = entries.stream().filter(entry -> !entry.fields().isEmpty()).toList();
        if (kept.isEmpty()) {
            return;
        }
        var list = metadata.putArray("managedFields");
        for (var entry : kept) {
            var manager = entry.manager();
            var node = list.addObject();
            node.put("manager", manager.name()).put("operation", manager.operation());
            node.put("apiVersion", manager.apiVersion())
                    .put("time", entry.time())
                    .put("fieldsType", "FieldsV1");
            node.set("fieldsV1", FieldPaths.write(entry.fields()));
            if (!manager.subresource().isEmpty()) {
                node.put("subresource", manager.subresource());
            }
        }
    }

    static Optional<Entry> of(List<Entry> entries, Manager manager) {
        return entries.stream().filter(entry -> entry.manager().equals(manager)).findFirst();
    }

    /** Notes that the manager changed the object from one state to the other by an ordinary write. */
    static void track(Optional<ObjectNode> before, ObjectNode after, Shape.Struct shape, Manager manager, Instant now) {
        var entries = read(before.orElse(after));
        if (before.isPresent()
                && after.path("metadata").path("managedFields").isArray()
                && after.path("metadata").path("managedFields").isEmpty()) {
            entries = new ArrayList<>();
        }
        var old = FieldPaths.of(before.orElseGet(Trees::object), shape);
        var current = FieldPaths.of(after, shape);
        var changed = new LinkedHashSet<List<String>>();
        current.forEach((path, value) -> {
            var was = old.get(path);
            if (was == null || !Trees.same(was, value)) {
                changed.add(path);
            }
        });
        var gone = new LinkedHashSet<>(old.keySet());
        gone.removeAll(current.keySet());
        if (changed.isEmpty() && gone.isEmpty() && before.isPresent()) {
            write(after, entries);
            return;
        }
        var taken = new LinkedHashSet<>(changed);
        taken.addAll(gone);
        var updated = new ArrayList<Entry>();
        var own = new LinkedHashSet<List<String>>();
        for (var entry : entries) {
            if (entry.manager().equals(manager)) {
                own.addAll(entry.fields());
            } else {
                updated.add(entry.without(taken));
            }
        }
        own.removeAll(gone);
        own.addAll(changed);
        updated.add(new Entry(manager, Times.text(now), own));
        write(after, updated);
    }
}
