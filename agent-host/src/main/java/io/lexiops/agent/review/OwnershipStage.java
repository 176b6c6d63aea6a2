package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.List;

import static io.lexiops.agent.tool.JsonTree.text;

/** An object that Helm, Argo CD or a controller manages is changed through its owner, never behind its back. */
final class OwnershipStage implements ReviewStage {

    static final String RULE = "review/ownership";

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        for (var preview : plan.previews()) {
            var step = preview.step();
            if (!preview.owner().isEmpty() && NamedObject.backend(step.tool()).equals("k8s") && !harmless(preview)) {
                judge(preview, text(preview.owner(), "kind"), text(preview.owner(), "name"), findings);
            }
        }
        return findings.list();
    }

    /** A restart or a killed pod leaves what the owner wants as it is. */
    private static boolean harmless(Preview preview) {
        var step = preview.step();
        return preview.noChange()
                || (step.tool().equals("k8s_rollout")
                        && text(step.arguments(), "action").equals("restart"))
                || preview.changes().stream()
                        .allMatch(change -> change.deletes() && change.kind().equals("Pod"));
    }

    private static void judge(Preview preview, String kind, String name, Findings findings) {
        var what = "step %d (%s): %s"
                .formatted(preview.step().number(), preview.step().tool(), objects(preview));
        switch (kind) {
            case "helm" ->
                findings.add(
                        Severity.BLOCK,
                        what + " belongs to the Helm release " + name + ", whose next upgrade would take it back",
                        "change the release: helm_upgrade with values, helm_rollback or helm_uninstall of " + name);
            case "argocd" ->
                findings.add(
                        Severity.BLOCK,
                        what + " belongs to the Argo CD application " + name + ", which would take it back",
                        "change it in Git and sync " + name + ", or use argocd_rollback");
            case "hpa" ->
                findings.add(
                        Severity.BLOCK,
                        what + " is scaled by the autoscaler " + name + ", which would change the count again",
                        "change minReplicas or maxReplicas of HorizontalPodAutoscaler/" + name);
            default ->
                findings.add(
                        Severity.APPROVAL,
                        what + " belongs to " + name + ", which may take it back",
                        "change " + name + " instead");
        }
    }

    private static String objects(Preview preview) {
        return String.join(
                ", ",
                preview.changes().stream()
                        .filter(Preview.Change::happens)
                        .map(Preview.Change::words)
                        .limit(3)
                        .toList());
    }
}
