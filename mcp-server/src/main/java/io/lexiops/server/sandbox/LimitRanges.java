package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives pods the default amounts of their namespace and refuses those that ask for too little or too much. */
final class LimitRanges implements Admission {

    private final ObjectStore store;

    LimitRanges(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void admit(WriteAttempt attempt) {
        if (!attempt.creates("Pod")) {
            return;
        }
        for (var range : store.list("limitranges", attempt.id().namespace()).objects()) {
            for (var limit : Trees.items(range, "spec", "limits")) {
                if (Trees.text(limit, "type").equals("Container")) {
                    containers(attempt, limit);
                }
            }
        }
    }

    private static void containers(WriteAttempt attempt, JsonNode limit) {
        var problems = new ArrayList<String>();
        for (var list : List.of("initContainers", "containers")) {
            for (var container : Trees.items(attempt.object(), "spec", list)) {
                fill((ObjectNode) container, limit);
                problems.addAll(problems(container, limit));
            }
        }
        if (!problems.isEmpty()) {
            var text = problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]";
            throw ApiFailure.forbidden("", "pods", attempt.id().name(), text);
        }
    }

    private static void fill(ObjectNode container, JsonNode limit) {
        Trees.labels(limit, "default").forEach((name, amount) -> put(container, "limits", name, amount));
        Trees.labels(limit, "defaultRequest").forEach((name, amount) -> put(container, "requests", name, amount));
        Trees.labels(container, "resources", "limits")
                .forEach((name, amount) -> put(container, "requests", name, amount));
    }

    private static void put(ObjectNode container, String list, String name, String amount) {
        var amounts = Trees.child(container, "resources", list);
        if (!amounts.has(name)) {
            amounts.put(name, amount);
        }
    }

    private static List<String> problems(JsonNode container, JsonNode limit) {
        var problems = new ArrayList<String>();
        var limits = Trees.labels(container, "resources", "limits");
        var requests = Trees.labels(container, "resources", "requests");
        Trees.labels(limit, "max").forEach((name, most) -> {
            var given = limits.get(name);
            if (given == null) {
                problems.add("maximum " + name + " usage per Container is " + most + ".  No limit is specified");
            } else if (Quantity.of(given).exceeds(Quantity.of(most))) {
                problems.add("maximum " + name + " usage per Container is " + most + ", but limit is " + given);
            }
        });
        Trees.labels(limit, "min").forEach((name, least) -> {
            var given = requests.get(name);
            if (given == null) {
                problems.add("minimum " + name + " usage per Container is " + least + ".  No request is specified");
            } else if (Quantity.of(least).exceeds(Quantity.of(given))) {
                problems.add("minimum " + name + " usage per Container is " + least + ", but request is " + given);
            }
        });
        return problems;
    }
}
