package io.lexiops.agent.plan;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.KnowledgeUnavailable;
import io.lexiops.agent.knowledge.Runbook;
import io.lexiops.rules.IntentTemplates;
import io.lexiops.rules.Understanding.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The team's own way to mend a cause: machine-readable steps in the front matter of a runbook. */
@Component
final class Runbooks {

    private final KnowledgeBase knowledge;

    Runbooks(KnowledgeBase knowledge) {
        this.knowledge = knowledge;
    }

    /** The steps of the runbooks for a cause that has no fix of its own; each is tried alone. */
    List<Causes.Candidate> candidates(PlanningDesk desk, Diagnosis.Cause cause) {
        try {
            var candidates = new ArrayList<Causes.Candidate>();
            for (var runbook : knowledge.runbooks()) {
                if (fits(runbook, cause)) {
                    runbook.steps().stream()
                            .map(step -> call(step, cause, runbook))
                            .flatMap(Optional::stream)
                            .filter(call -> !desk.reads(call.tool()))
                            .forEach(call -> candidates.add(new Causes.Candidate(cause, runbook.path(), call)));
                }
            }
            return candidates;
        } catch (KnowledgeUnavailable _) {
            // Without the team's knowledge the cause is handed over to a person, which the caller does for "no fix".
            return List.of();
        }
    }

    private static boolean fits(Runbook runbook, Diagnosis.Cause cause) {
        return runbook.causes().contains(cause.rule())
                && (runbook.kinds().isEmpty()
                        || runbook.kinds()
                                .contains(String.valueOf(cause.target().get("kind"))))
                && runbook.labels().isEmpty();
    }

    /** A step that does not fit the packs' syntax is no step: the runbook stays something to read. */
    private static Optional<Call> call(Map<String, Object> step, Diagnosis.Cause cause, Runbook runbook) {
        if (!(step.get("call") instanceof Map<?, ?> call)
                || !(call.get("tool") instanceof String tool)
                || !(call.get("arguments") instanceof Map<?, ?> arguments)) {
            return Optional.empty();
        }
        return IntentTemplates.fill(arguments, Map.of("target", cause.target()))
                .map(filled -> new Call(
                        tool,
                        filled,
                        text(step.get("why"), "runbook \"%s\"".formatted(runbook.title())),
                        text(step.get("verify"), "converged")));
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value instanceof String text && !text.isBlank() ? text : otherwise;
    }
}
