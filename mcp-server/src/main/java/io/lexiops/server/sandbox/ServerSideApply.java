package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Merges what a manager says about an object into it, and refuses what another manager owns. */
final class ServerSideApply {

    private final Shape.Struct shape;
    private final ManagedFields.Manager manager;
    private final boolean force;
    private final Instant now;

    ServerSideApply(Shape.Struct shape, ManagedFields.Manager manager, boolean force, Instant now) {
        this.shape = shape;
        this.manager = manager;
        this.force = force;
        this.now = now;
    }

    /** The object after the apply, with its managers; the arguments stay as they are. */
    ObjectNode apply(ObjectNode live, ObjectNode applied) {
        var entries = ManagedFields.read(live);
        var wanted = FieldPaths.of(applied, shape);
        var merged = (ObjectNode) merge(live, applied, shape);
        prune(merged, entries, wanted);
        var conflicts = conflicts(live, merged, entries);
        if (!conflicts.isEmpty() && !force) {
            throw refusal(conflicts);
        }
        var updated = new ArrayList<ManagedFields.Entry>();
        var time = Times.text(now);
        for (var entry : entries) {
            if (entry.manager().equals(manager)) {
                boolean unchanged = entry.fields().equals(wanted.keySet())
                        && Trees.same(withoutManagers(live), withoutManagers(merged));
                time = unchanged ? entry.time() : time;
            } else {
                var lost = new LinkedHashSet<>(conflicts.getOrDefault(entry, List.of()));
                updated.add(entry.without(lost));
            }
        }
        updated.add(new ManagedFields.Entry(manager, time, wanted.keySet()));
        ManagedFields.write(merged, updated);
        return merged;
    }

    private static ObjectNode withoutManagers(ObjectNode object) {
        var copy = Trees.copy(object);
        Trees.child(copy, "metadata").remove("managedFields");
        return copy;
    }

    /** What this manager applied before, does not apply now, and nobody else wants, goes. */
    private void prune(ObjectNode merged, List<ManagedFields.Entry> entries, Map<List<String>, JsonNode> wanted) {
        var before = ManagedFields.of(entries, manager);
        if (before.isEmpty()) {
            return;
        }
        var dropped = new ArrayList<>(before.get().fields());
        dropped.removeAll(wanted.keySet());
        for (var entry : entries) {
            if (!entry.manager().equals(manager)) {
                dropped.removeIf(path -> entry.fields().stream().anyMatch(owned -> startsWith(owned, path)));
            }
        }
        dropped.removeIf(path -> wanted.keySet().stream().anyMatch(kept -> startsWith(kept, path)));
        dropped.sort((left, right) -> Integer.compare(right.size(), left.size()));
        dropped.forEach(path -> remove(merged, shape, path, 0));
    }

    private static boolean startsWith(List<String> path, List<String> prefix) {
        return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
    }

    private Map<ManagedFields.Entry, List<List<String>>> conflicts(
            ObjectNode live, ObjectNode merged, List<ManagedFields.Entry> entries) {
        var old = FieldPaths.of(live, shape);
        var changed = new ArrayList<List<String>>();
        FieldPaths.of(merged, shape).forEach((path, value) -> {
            var was = old.get(path);
            if (was == null || !Trees.same(was, value)) {
                changed.add(path);
            }
        });
        var conflicts = new LinkedHashMap<ManagedFields.Entry, List<List<String>>>();
        for (var entry : entries) {
            var taken = changed.stream().filter(entry.fields()::contains).toList();
            if (!entry.manager().equals(manager) && !taken.isEmpty()) {
                conflicts.put(entry, taken);
            }
        }
        return conflicts;
    }

    private static ApiFailure refusal(Map<ManagedFields.Entry, List<List<String>>> conflicts) {
        var causes = new ArrayList<ApiFailure.Cause>();
        var byManager = new TreeMap<String, List<String>>();
        conflicts.forEach((entry, paths) -> {
            var who = entry.manager().printed(entry.time());
            paths.stream().map(FieldPaths::print).sorted().forEach(path -> {
                causes.add(new ApiFailure.Cause("FieldManagerConflict", "conflict with " + who, path));
                byManager.computeIfAbsent(who, _ -> new ArrayList<>()).add(path);
            });
        });
        if (causes.size() == 1) {
            var only = causes.getFirst();
            return ApiFailure.applyConflict(
                    causes, "Apply failed with 1 conflict: " + only.message() + ": " + only.field());
        }
        var lines = new ArrayList<String>();
        byManager.forEach((who, paths) -> {
            lines.add("conflicts with " + who + ":");
            paths.forEach(path -> lines.add("- " + path));
        });
        return ApiFailure.applyConflict(
                causes, "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines));
    }

    private static JsonNode merge(JsonNode live, JsonNode applied, Shape shape) {
        return switch (shape) {
            case Shape.Struct struct
            when !struct.atomic() && live.isObject() && applied.isObject() -> {
                var merged = Trees.copy(live);
                var fields = struct.fields().get();
                applied.properties().forEach(entry -> {
                    var field = fields.get(entry.getKey());
                    var fieldShape = field == null ? new Shape.Anything() : field.shape();
                    merged.set(entry.getKey(), merge(merged.path(entry.getKey()), entry.getValue(), fieldShape));
                });
                yield merged;
            }
            case Shape.MapOf(var values, var atomic)
            when !atomic && live.isObject() && applied.isObject() -> {
                var merged = Trees.copy(live);
                applied.properties()
                        .forEach(entry -> merged.set(
                                entry.getKey(), merge(merged.path(entry.getKey()), entry.getValue(), values)));
                yield merged;
            }
            case Shape.ListOf list
            when list.kind() != Shape.ListKind.ATOMIC
                    && live instanceof ArrayNode there
                    && applied instanceof ArrayNode added -> mergeList(there, added, list);
            default -> applied.deepCopy();
        };
    }

    private static ArrayNode mergeList(ArrayNode live, ArrayNode applied, Shape.ListOf list) {
        var items = new LinkedHashMap<String, JsonNode>();
        live.values().forEach(item -> items.put(FieldPaths.element(item, list), item));
        for (var item : applied.values()) {
            items.merge(FieldPaths.element(item, list), item.deepCopy(), (old, _) -> merge(old, item, list.items()));
        }
        var merged = Trees.array();
        items.values().forEach(merged::add);
        return merged;
    }

    private static void remove(JsonNode node, Shape shape, List<String> path, int depth) {
        var step = path.get(depth);
        boolean last = depth == path.size() - 1;
        if (node instanceof ObjectNode object && step.startsWith("f:")) {
            var name = step.substring(2);
            if (last) {
                object.remove(name);
            } else {
                remove(object.path(name), fieldOf(shape, name), path, depth + 1);
                // what held only the removed field goes too, unless somebody still names it
                if (object.path(name).isArray() && object.path(name).isEmpty()) {
                    object.remove(name);
                }
            }
        } else if (node instanceof ArrayNode array && shape instanceof Shape.ListOf list) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if (FieldPaths.element(array.get(i), list).equals(step)) {
                    if (last) {
                        array.remove(i);
                    } else {
                        remove(array.get(i), list.items(), path, depth + 1);
                    }
                }
            }
        }
    }

    private static Shape fieldOf(Shape shape, String name) {
        return switch (shape) {
            case Shape.Struct struct -> {
                var field = struct.fields().get().get(name);
                yield field == null ? new Shape.Anything() : field.shape();
            }
            case Shape.MapOf map -> map.values();
            case Shape.Scalar _, Shape.ListOf _, Shape.Anything _ -> new Shape.Anything();
        };
    }
}
