package io.lexiops.agent.review;

import io.lexiops.agent.plan.Step;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import static io.lexiops.agent.tool.JsonTree.text;

/** Steps that are allowed one by one and add up to something that is not. */
final class SequenceStage implements ReviewStage {

    static final String RULE = "review/sequence";

    private final int maxDeletes;

    SequenceStage(int maxDeletes) {
        this.maxDeletes = maxDeletes;
    }

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        var emptied = new HashSet<String>();
        var deleted = new HashSet<String>();
        for (var preview : plan.previews()) {
            for (var change : preview.changes()) {
                var object = change.words();
                if (change.deletes() && emptied.contains(object)) {
                    findings.add(
                            Severity.TWO_PERSON,
                            object + " would be scaled to zero and then deleted",
                            "delete it in a request of its own, after looking at what is left");
                }
                if (change.deletes()) {
                    deleted.add(object);
                } else if (change.happens() && deleted.contains(object)) {
                    findings.add(madeAgain(object));
                }
                if (toZero(change)) {
                    emptied.add(object);
                }
            }
            if (preview.deferred() && preview.changes().isEmpty()) {
                remade(preview.step(), deleted, findings);
            }
        }
        if (deleted.size() > maxDeletes) {
            findings.add(
                    Severity.TWO_PERSON,
                    "the plan deletes %d objects, more than %d".formatted(deleted.size(), maxDeletes),
                    "delete fewer objects at once");
        }
        return findings.list();
    }

    /** The later step was not dry-run, but its arguments name what an earlier one deletes. */
    private static void remade(Step step, Set<String> deleted, Findings findings) {
        var name = text(step.arguments(), "name");
        deleted.stream()
                .filter(object -> !name.isEmpty() && object.matches(".*/" + Pattern.quote(name) + "( in .*)?"))
                .findFirst()
                .ifPresent(object -> findings.add(madeAgain(object)));
    }

    private static Finding madeAgain(String object) {
        return new Finding(
                RULE,
                Severity.BLOCK,
                object + " would be deleted and made again: what hangs on it would be lost",
                "change it in place with k8s_patch or k8s_apply, or restart it");
    }

    private static boolean toZero(Preview.Change change) {
        return change.diff().stream()
                .anyMatch(field -> "spec.replicas".equals(field.get("path"))
                        && field.get("new") instanceof Number number
                        && number.longValue() == 0);
    }
}
