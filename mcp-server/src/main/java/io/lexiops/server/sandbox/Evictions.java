package io.lexiops.server.sandbox;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Evicts a pod unless a disruption budget forbids it. */
final class Evictions {

    private static final String BUDGETS = "poddisruptionbudgets.policy";

    private final Machinery machinery;

    Evictions(Machinery machinery) {
        this.machinery = machinery;
    }

    ApiAnswer evict(ResourceCall call, ObjectNode eviction) {
        var pod = machinery.store().find(call.id()).orElseThrow(() -> ApiFailure.notFound("", "pods", call.name()));
        for (var budget : machinery.store().list(BUDGETS, call.namespace()).objects()) {
            if (LabelSelector.of(Trees.at(budget, "spec", "selector")).matches(pod)) {
                demandRoom(budget);
            }
        }
        var write = call.request().writeOptions();
        boolean dryRun = write.dryRun()
                || Trees.texts(eviction, "deleteOptions", "dryRun").contains("All");
        machinery
                .deletes()
                .delete(
                        call.type(),
                        call.id(),
                        eviction.path("deleteOptions"),
                        new WriteOptions(dryRun, write.fieldManager(), "", false),
                        call.identity());
        var status = Trees.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return ApiAnswer.created(status.put("status", "Success").put("code", 201), List.of());
    }

    private static void demandRoom(ObjectNode budget) {
        if (Trees.number(0, budget, "status", "disruptionsAllowed") > 0) {
            return;
        }
        var name = Trees.text(budget, "metadata", "name");
        var message = "The disruption budget " + name + " needs "
                + Trees.number(0, budget, "status", "desiredHealthy") + " healthy pods and has "
                + Trees.number(0, budget, "status", "currentHealthy") + " currently";
        throw ApiFailure.tooManyRequests(
                "Cannot evict pod as it would violate the pod's disruption budget.",
                List.of(new ApiFailure.Cause("DisruptionBudget", message, "")));
    }
}
