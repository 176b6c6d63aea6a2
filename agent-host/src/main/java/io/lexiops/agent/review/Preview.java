package io.lexiops.agent.review;

import io.lexiops.agent.plan.Step;
import io.lexiops.agent.tool.JsonTree;
import io.lexiops.rules.Finding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static io.lexiops.agent.tool.JsonTree.object;
import static io.lexiops.agent.tool.JsonTree.objects;
import static io.lexiops.agent.tool.JsonTree.text;
import static io.lexiops.agent.tool.JsonTree.texts;

/**
 * All that a dry run said about a step.
 *
 * @param owner    kind and name of who manages the objects; empty if nobody does
 * @param deferred whether an earlier step of the plan changes what this one sees
 */
record Preview(
        Step step,
        String argumentsDigest,
        List<Map<String, Object>> targets,
        List<Change> changes,
        String risk,
        List<Finding> findings,
        Map<String, Object> owner,
        List<String> fieldLoss,
        boolean noChange,
        String words,
        String packs,
        boolean deferred) {

    /**
     * What happens to one object.
     *
     * @param operation create, update, delete, replace (a pod that its controller makes anew), evict, execute or none
     * @param diff      path, old and new of each field
     */
    record Change(
            Map<String, Object> target, String operation, List<Map<String, Object>> diff, Map<String, Object> json) {

        String kind() {
            return JsonTree.text(target, "kind");
        }

        String name() {
            return JsonTree.text(target, "name");
        }

        String namespace() {
            return JsonTree.text(target, "namespace");
        }

        String words() {
            return namespace().isEmpty() ? kind() + "/" + name() : kind() + "/" + name() + " in " + namespace();
        }

        boolean deletes() {
            return operation.equals("delete");
        }

        boolean replaces() {
            return operation.equals("replace");
        }

        boolean happens() {
            return !operation.equals("none");
        }
    }

    static Preview of(Step step, String words, Map<String, Object> structured, boolean deferred) {
        var preview = object(structured, "preview");
        return new Preview(
                step,
                text(preview, "argumentsDigest"),
                objects(preview, "targets"),
                objects(preview, "changes").stream()
                        .map(json -> new Change(
                                object(json, "target"), text(json, "operation"), objects(json, "diff"), json))
                        .toList(),
                text(preview, "risk"),
                objects(preview, "findings").stream().map(Findings::ofServer).toList(),
                object(preview, "owner"),
                texts(preview, "fieldLoss"),
                Boolean.TRUE.equals(preview.get("noChange")),
                words,
                text(object(structured, "packs"), "digest"),
                deferred);
    }

    /** Of a step that can't be dry-run yet. */
    static Preview later(Step step) {
        return new Preview(step, "", List.of(), List.of(), "", List.of(), Map.of(), List.of(), false, "", "", true);
    }

    Set<String> namespaces() {
        return changes.stream()
                .map(Change::namespace)
                .filter(namespace -> !namespace.isEmpty())
                .collect(Collectors.toSet());
    }

    StepPreview forThePlan() {
        return new StepPreview(
                step.number(),
                argumentsDigest,
                targets,
                changes.stream().map(Change::json).toList(),
                risk,
                words,
                noChange,
                deferred,
                packs);
    }
}
