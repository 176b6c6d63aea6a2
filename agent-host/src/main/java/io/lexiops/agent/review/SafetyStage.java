package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A change that makes the workload less safe than it is now needs a person, whatever it was made for. */
final class SafetyStage implements ReviewStage {

    static final String RULE = "review/safety-regression";

    private static final Pattern PROBE = Pattern.compile(".*\\.(readiness|liveness|startup)Probe(\\..*)?");
    private static final Pattern RESOURCES = Pattern.compile(".*\\.resources(\\.(limits|requests)(\\..*)?)?");
    private static final Pattern SECURITY = Pattern.compile(".*\\.securityContext(\\..*)?");
    private static final Pattern PRIVILEGE =
            Pattern.compile(".*\\.(privileged|allowPrivilegeEscalation|hostNetwork|hostPID|hostIPC)");
    private static final Pattern IMAGE = Pattern.compile(".*\\.image");
    private static final Set<String> RIGHTS = Set.of("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding");

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        for (var preview : plan.previews()) {
            // What was there before is what an undo brings back.
            if (!preview.step().tool().equals("change_undo")) {
                preview.changes().forEach(change -> judge(change, findings));
            }
        }
        return findings.list();
    }

    private static void judge(Preview.Change change, Findings findings) {
        if (change.kind().equals("NetworkPolicy") && change.deletes()) {
            findings.add(
                    Severity.APPROVAL,
                    change.words() + " would be gone, and with it what it keeps out",
                    "change the policy instead of deleting it");
        }
        if (RIGHTS.contains(change.kind()) && change.happens() && !change.deletes()) {
            findings.add(
                    Severity.APPROVAL,
                    change.words() + " would give other rights than now",
                    "have a person look at it");
        }
        if (!change.operation().equals("update")) {
            if (change.operation().equals("create")) {
                change.diff().forEach(field -> privilege(change, field, findings));
            }
            return;
        }
        for (var field : change.diff()) {
            removed(change, field, findings);
            privilege(change, field, findings);
            floating(change, field, findings);
        }
    }

    private static void removed(Preview.Change change, Map<String, Object> field, Findings findings) {
        var path = String.valueOf(field.get("path"));
        if (field.get("old") == null || field.get("new") != null) {
            return;
        }
        var what = PROBE.matcher(path).matches()
                ? "a probe"
                : RESOURCES.matcher(path).matches()
                        ? "a resource limit or request"
                        : SECURITY.matcher(path).matches() ? "part of its security context" : "";
        if (!what.isEmpty()) {
            findings.add(
                    Severity.APPROVAL,
                    "%s would lose %s: %s".formatted(change.words(), what, path),
                    "change the value instead of removing it");
        }
    }

    private static void privilege(Preview.Change change, Map<String, Object> field, Findings findings) {
        var path = String.valueOf(field.get("path"));
        if (Boolean.TRUE.equals(field.get("new")) && PRIVILEGE.matcher(path).matches()) {
            findings.add(
                    Severity.APPROVAL,
                    "%s would get more power over its node: %s".formatted(change.words(), path),
                    "leave it false");
        }
    }

    private static void floating(Preview.Change change, Map<String, Object> field, Findings findings) {
        var path = String.valueOf(field.get("path"));
        if (IMAGE.matcher(path).matches()
                && field.get("new") instanceof String image
                && floats(image)
                && !(field.get("old") instanceof String before && floats(before))) {
            findings.add(
                    Severity.APPROVAL,
                    "%s would run %s, whose content can change at any time".formatted(change.words(), image),
                    "name a version or a digest");
        }
    }

    private static boolean floats(String image) {
        if (image.contains("@")) {
            return false;
        }
        var last = image.substring(image.lastIndexOf('/') + 1);
        return !last.contains(":") || last.endsWith(":latest");
    }
}
