package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A field selector: only the fields that the server indexes for a kind may be asked for. */
record FieldSelector(List<Condition> conditions) {

    private static final Pattern CONDITION = Pattern.compile("\\s*([^=!\\s]+)\\s*(==|=|!=)\\s*(.*?)\\s*");

    private static final Map<String, Set<String>> SELECTABLE = Map.of(
            "pods",
            Set.of(
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "spec.hostNetwork",
                    "status.phase",
                    "status.podIP",
                    "status.nominatedNodeName"),
            "events",
            Set.of(
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "reason",
                    "reportingComponent",
                    "source",
                    "type"),
            "nodes",
            Set.of("spec.unschedulable"),
            "secrets",
            Set.of("type"),
            "services",
            Set.of("spec.clusterIP", "spec.type"),
            "namespaces",
            Set.of("status.phase"),
            "replicasets.apps",
            Set.of("status.replicas"),
            "replicationcontrollers",
            Set.of("status.replicas"),
            "jobs.batch",
            Set.of("status.successful"));

    /** One comparison. */
    record Condition(String field, boolean equal, String value) {

        boolean matches(JsonNode object) {
            var path = field.equals("source") ? "source.component" : field;
            var found = Trees.text(object, path.split("\\."));
            if (field.equals("spec.unschedulable") || field.equals("spec.hostNetwork")) {
                found = found.isEmpty() ? "false" : found;
            }
            return found.equals(value) == equal;
        }
    }

    FieldSelector {
        conditions = List.copyOf(conditions);
    }

    static FieldSelector parse(String text, ResourceType type) {
        var conditions = new ArrayList<Condition>();
        for (var part : text.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            var matcher = CONDITION.matcher(part);
            if (!matcher.matches()) {
                throw ApiFailure.badRequest("unable to parse field selector: invalid selector: '" + part
                        + "'; can't understand '" + part + "'");
            }
            var field = matcher.group(1);
            if (!isSelectable(field, type)) {
                throw ApiFailure.badRequest(
                        "Unable to find " + ApiFailure.quoted(type.apiVersion() + ", Resource=" + type.plural())
                                + " that match label selector \"\", field selector " + ApiFailure.quoted(text)
                                + ": field label not supported: " + field);
            }
            conditions.add(new Condition(field, !matcher.group(2).equals("!="), matcher.group(3)));
        }
        return new FieldSelector(conditions);
    }

    private static boolean isSelectable(String field, ResourceType type) {
        return field.equals("metadata.name")
                || field.equals("metadata.namespace")
                || SELECTABLE.getOrDefault(type.storageKey(), Set.of()).contains(field);
    }

    boolean matches(JsonNode object) {
        return conditions.stream().allMatch(condition -> condition.matches(object));
    }
}
