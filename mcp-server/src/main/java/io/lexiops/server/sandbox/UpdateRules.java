package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can't be changed once an object is there. */
final class UpdateRules implements Admission {

    private static final String OTHER_POD_FIELDS =
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                    + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
    private static final String OTHER_STATEFUL_SET_FIELDS =
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy',"
                    + " 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    private static final String OTHER_CLAIM_FIELDS =
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
    private static final Set<String> OPEN_IN_STATEFUL_SET = Set.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");

    @Override
    public void admit(WriteAttempt attempt) {
        if (attempt.old().isEmpty()
                || attempt.type().isCustom()
                || attempt.subresource().equals("status")) {
            return;
        }
        var old = attempt.old().get();
        var object = attempt.object();
        var causes = new ArrayList<ApiFailure.Cause>();
        switch (attempt.type().kind()) {
            case "Deployment", "ReplicaSet", "DaemonSet" -> selector(old, object, causes);
            case "StatefulSet" -> otherFields(old, object, OPEN_IN_STATEFUL_SET, OTHER_STATEFUL_SET_FIELDS, causes);
            case "Job" -> job(old, object, causes);
            case "Pod" -> pod(old, object, causes);
            case "Service" -> service(old, object, causes);
            case "PersistentVolumeClaim" ->
                otherFields(old, object, Set.of("resources", "volumeName"), OTHER_CLAIM_FIELDS, causes);
            case "ConfigMap", "Secret" -> data(attempt.type().kind(), old, object, causes);
            case "RoleBinding", "ClusterRoleBinding" -> {
                if (!Trees.same(old.path("roleRef"), object.path("roleRef"))) {
                    causes.add(ApiFailure.Cause.invalid("roleRef", roleRef(object), "cannot change roleRef"));
                }
            }
            default -> {}
        }
        if (!causes.isEmpty()) {
            throw ApiFailure.invalid(
                    attempt.type().group(), attempt.type().kind(), attempt.id().name(), causes);
        }
    }

    private static String roleRef(JsonNode object) {
        return "rbac.RoleRef{APIGroup:" + ApiFailure.quoted(Trees.text(object, "roleRef", "apiGroup")) + ", Kind:"
                + ApiFailure.quoted(Trees.text(object, "roleRef", "kind")) + ", Name:"
                + ApiFailure.quoted(Trees.text(object, "roleRef", "name")) + "}";
    }

    private static void selector(JsonNode old, JsonNode object, List<ApiFailure.Cause> causes) {
        var selector = Trees.at(object, "spec", "selector");
        if (!Trees.same(Trees.at(old, "spec", "selector"), selector)) {
            causes.add(ApiFailure.Cause.invalid(
                    "spec.selector",
                    "v1.LabelSelector{MatchLabels:" + Validation.goMap(Trees.labels(selector, "matchLabels"))
                            + ", MatchExpressions:[]v1.LabelSelectorRequirement(nil)}",
                    "field is immutable"));
        }
    }

    private static void otherFields(
            JsonNode old, JsonNode object, Set<String> open, String why, List<ApiFailure.Cause> causes) {
        var before = Trees.copy(old.path("spec").isObject() ? old.path("spec") : Trees.object());
        var after = Trees.copy(object.path("spec").isObject() ? object.path("spec") : Trees.object());
        before.remove(open);
        after.remove(open);
        if (!Trees.same(before, after)) {
            causes.add(ApiFailure.Cause.forbidden("spec", why));
        }
    }

    private static void job(JsonNode old, JsonNode object, List<ApiFailure.Cause> causes) {
        for (var field : List.of("completions", "selector", "template", "completionMode")) {
            var before = Trees.at(old, "spec", field);
            var after = Trees.at(object, "spec", field);
            if (!Trees.same(before, after)) {
                causes.add(ApiFailure.Cause.invalid("spec." + field, after.toString(), "field is immutable"));
            }
        }
    }

    private static void pod(ObjectNode old, ObjectNode object, List<ApiFailure.Cause> causes) {
        boolean wasBound = !Trees.text(old, "spec", "nodeName").isEmpty();
        if (!Trees.same(open(old, wasBound), open(object, wasBound))) {
            causes.add(ApiFailure.Cause.forbidden("spec", OTHER_POD_FIELDS));
        }
    }

    /** The spec without what may change. */
    private static ObjectNode open(ObjectNode pod, boolean wasBound) {
        var spec = Trees.copy(pod.path("spec").isObject() ? pod.path("spec") : Trees.object());
        spec.remove(List.of(
                "activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "ephemeralContainers"));
        if (!wasBound) {
            spec.remove("nodeName");
        }
        for (var list : List.of("containers", "initContainers")) {
            Trees.items(spec, list).forEach(container -> ((ObjectNode) container).remove("image"));
        }
        return spec;
    }

    private static void service(JsonNode old, JsonNode object, List<ApiFailure.Cause> causes) {
        var before = Trees.text(old, "spec", "clusterIP");
        var after = Trees.text(object, "spec", "clusterIP");
        boolean external = Trees.text(object, "spec", "type").equals("ExternalName");
        if (!before.isEmpty() && !external && !before.equals(after)) {
            causes.add(ApiFailure.Cause.invalid(
                    "spec.clusterIPs[0]", "[]string{" + ApiFailure.quoted(after) + "}", "may not change once set"));
        }
    }

    private static void data(String kind, JsonNode old, JsonNode object, List<ApiFailure.Cause> causes) {
        if (kind.equals("Secret") && !Trees.text(old, "type").equals(Trees.text(object, "type"))) {
            causes.add(ApiFailure.Cause.invalidText("type", Trees.text(object, "type"), "field is immutable"));
        }
        if (Trees.truth(old, "immutable")) {
            for (var field : List.of("data", "binaryData")) {
                if (!Trees.same(old.path(field), object.path(field))) {
                    causes.add(ApiFailure.Cause.forbidden(field, "field is immutable when `immutable` is set"));
                }
            }
        }
    }
}
