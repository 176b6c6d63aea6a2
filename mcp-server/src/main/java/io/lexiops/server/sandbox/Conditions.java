package io.lexiops.server.sandbox;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a status. */
final class Conditions {

    private Conditions() {}

    static Optional<JsonNode> find(JsonNode status, String type) {
        return Trees.items(status, "conditions").stream()
                .filter(condition -> Trees.text(condition, "type").equals(type))
                .findFirst();
    }

    static boolean isTrue(JsonNode status, String type) {
        return find(status, type)
                .map(condition -> Trees.text(condition, "status").equals("True"))
                .orElse(false);
    }

    /** Sets a condition; its transition time moves only if its status does. */
    static void set(ObjectNode status, String type, boolean holds, String reason, String message, String now) {
        var list = Trees.list(status, "conditions");
        var fresh = Trees.object().put("type", type).put("status", holds ? "True" : "False");
        var old = find(status, type);
        boolean same = old.isPresent() && Trees.text(old.get(), "status").equals(holds ? "True" : "False");
        fresh.put("lastTransitionTime", same ? Trees.text(old.get(), "lastTransitionTime") : now);
        if (!reason.isEmpty()) {
            fresh.put("reason", reason);
        }
        if (!message.isEmpty()) {
            fresh.put("message", message);
        }
        for (int i = 0; i < list.size(); i++) {
            if (Trees.text(list.get(i), "type").equals(type)) {
                list.set(i, fresh);
                return;
            }
        }
        list.add(fresh);
    }

    static void remove(ObjectNode status, String type) {
        var list = Trees.list(status, "conditions");
        list.removeIf(condition -> Trees.text(condition, "type").equals(type));
    }
}
