package io.lexiops.agent.review;

import java.util.List;
import java.util.Map;

/**
 * What the server's dry run of a step showed.
 *
 * @param argumentsDigest as the server computed it
 * @param targets         JSON trees: apiVersion, kind, namespace, name, uid, resourceVersion or "absent"
 * @param changes         JSON trees: target, operation, diff
 * @param risk            LOW, MEDIUM or HIGH
 * @param text            the diff for people
 * @param deferred        whether the step depends on an earlier one and is reviewed again just before it runs
 * @param packs           digest of the server's rule packs that judged; empty if it could not be dry-run yet
 */
public record StepPreview(
        int step,
        String argumentsDigest,
        List<Map<String, Object>> targets,
        List<Map<String, Object>> changes,
        String risk,
        String text,
        boolean noChange,
        boolean deferred,
        String packs) {}
