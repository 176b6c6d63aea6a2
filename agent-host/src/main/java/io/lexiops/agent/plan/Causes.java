package io.lexiops.agent.plan;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.KnowledgeUnavailable;
import io.lexiops.agent.knowledge.Query;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Understanding.Call;
import io.lexiops.rules.Understanding.Command;
import io.lexiops.rules.Understanding.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Plans by what is wrong: the server's diagnosis names causes and their fixes, the best first. */
@Component
final class Causes {

    private final KnowledgeBase knowledge;
    private final Runbooks runbooks;
    private final Patience patience;

    @Autowired
    Causes(KnowledgeBase knowledge, Runbooks runbooks) {
        this(knowledge, runbooks, Patience.ofOperators());
    }

    Causes(KnowledgeBase knowledge, Runbooks runbooks, Patience patience) {
        this.knowledge = knowledge;
        this.runbooks = runbooks;
        this.patience = patience;
    }

    /** A fix of a cause, in the order to try. */
    record Candidate(Diagnosis.Cause cause, String name, Call call) {}

    Planning plan(PlanningDesk desk, Command command) {
        if (!desk.reads("k8s_diagnose")) {
            return desk.noTool("k8s_diagnose");
        }
        return switch (diagnosed(desk, command)) {
            case ToolOutcome.Done(var _, var structured) -> by(desk, command, Diagnosis.of(structured));
            case ToolOutcome.Failed failed -> ClusterUnreadable.of(failed).toPlanning();
            case ToolOutcome.Unanswered unanswered ->
                ClusterUnreadable.of(unanswered).toPlanning();
        };
    }

    /** Looks until a cause is seen, nothing is in progress any more, or there were looks enough. */
    private ToolOutcome diagnosed(PlanningDesk desk, Command command) {
        for (int look = 1; ; look++) {
            var outcome = desk.look("k8s_diagnose", command.target());
            boolean undecided = outcome instanceof ToolOutcome.Done(var _, var structured)
                    && Diagnosis.of(structured).undecided();
            if (!undecided || !patience.waitsFor(look, command.goal() == Goal.FIX)) {
                return outcome;
            }
        }
    }

    private Planning by(PlanningDesk desk, Command command, Diagnosis diagnosis) {
        var target = words(command.target());
        if (diagnosis.causes().isEmpty()) {
            return new Planning.NothingToDo(
                    diagnosis.progressing()
                            ? "%s: no fault found, something is in progress: %s".formatted(target, diagnosis.summary())
                            : healthy(target, diagnosis.summary()),
                    diagnosis.facts());
        }
        boolean onlyAsked =
                command.goal() == Goal.DIAGNOSE || desk.request().request().mode() == Mode.ASK;
        var candidates = candidates(desk, diagnosis);
        if (onlyAsked) {
            return new Planning.NothingToDo(diagnosed(target, diagnosis, candidates), diagnosis.facts());
        }
        var open = candidates.stream()
                .filter(candidate -> desk.failed(candidate.call()) == null)
                .toList();
        var unopposed = open.stream()
                .filter(candidate -> desk.objected(candidate.call()) == null)
                .toList();
        if (!unopposed.isEmpty()) {
            return planned(desk, diagnosis, unopposed.getFirst(), unopposed.size() - 1);
        }
        // Every fix was sent back by review: the first is asked for again, with an answer to the objection.
        return open.isEmpty()
                ? noFix(desk, target, diagnosis)
                : planned(desk, diagnosis, open.getFirst(), open.size() - 1);
    }

    /** The summary begins with the target and the verdict too; what comes after them is news. */
    private static String healthy(String target, String summary) {
        var seen = summary.replaceFirst("^.*?nothing wrong(; )?", "");
        return "nothing wrong with " + target + (seen.isBlank() ? "" : ": " + seen);
    }

    private List<Candidate> candidates(PlanningDesk desk, Diagnosis diagnosis) {
        var candidates = new ArrayList<Candidate>();
        for (var cause : diagnosis.causes()) {
            for (var fix : cause.fixes()) {
                candidates.add(new Candidate(
                        cause, fix.name(), new Call(fix.tool(), fix.arguments(), fix.why(), fix.verify())));
            }
            if (cause.fixes().isEmpty()) {
                candidates.addAll(runbooks.candidates(desk, cause));
            }
        }
        return candidates;
    }

    private Planning planned(PlanningDesk desk, Diagnosis diagnosis, Candidate candidate, int further) {
        var cause = candidate.cause();
        var call = candidate.call();
        var why = "%s [%s, %s]%s%s"
                .formatted(call.why(), cause.rule(), candidate.name(), cited(cause), desk.answerTo(call));
        var step = desk.step(1, new Call(call.tool(), new LinkedHashMap<>(call.arguments()), why, call.verify()));
        var readback = "%s; %s%s".formatted(cause.says(), call.why(), left(diagnosis, cause));
        var strategy = candidate.name().endsWith(".md") ? "runbook" : "cause";
        return new Planning.Planned(
                desk.plan(strategy, cause.rule(), readback, List.of(step)), diagnosis.facts(), further, false);
    }

    /** One plan mends one object: what else is broken is said, with the words that mend it. */
    private static String left(Diagnosis diagnosis, Diagnosis.Cause mended) {
        var others = diagnosis.causes().stream()
                .filter(cause -> !cause.target().equals(mended.target()))
                .map(cause -> words(cause.target()))
                .distinct()
                .toList();
        return others.isEmpty()
                ? ""
                : "; still broken after that: %s. Say \"fix %s\""
                        .formatted(String.join(", ", others), afterKind(others.getFirst()));
    }

    /** The team's runbook for this cause, if there is one. */
    private String cited(Diagnosis.Cause cause) {
        try {
            var filter = Query.Filter.folder("runbooks/").withCauses(Set.of(cause.rule()));
            return knowledge.find(Query.of(cause.says(), 1).in(filter)).stream()
                    .findFirst()
                    .map(passage -> "; see " + passage.citation())
                    .orElse("");
        } catch (KnowledgeUnavailable _) {
            // The plan stands by its rule alone; the answer tells that the knowledge could not be read.
            return "";
        }
    }

    private static Planning noFix(PlanningDesk desk, String target, Diagnosis diagnosis) {
        var tried = desk.request().failed().stream()
                .map(attempt -> attempt.plan().readback() + ": " + attempt.why())
                .toList();
        var because = "%s: %s; %s"
                .formatted(
                        target,
                        diagnosis.causes().stream().map(Diagnosis.Cause::says).collect(Collectors.joining("; ")),
                        tried.isEmpty()
                                ? reason(diagnosis)
                                : "what was tried did not help: " + String.join("; ", tried));
        var commands = diagnosis.causes().stream()
                .flatMap(cause -> cause.commands().stream())
                .distinct()
                .toList();
        return new Planning.CannotPlan("no_fix", because, commands, diagnosis.facts());
    }

    private static String reason(Diagnosis diagnosis) {
        return diagnosis.causes().stream()
                .map(Diagnosis.Cause::handover)
                .filter(because -> because != null && !because.isBlank())
                .findFirst()
                .orElse("no rule has a fix whose conditions hold");
    }

    private static String diagnosed(String target, Diagnosis diagnosis, List<Candidate> candidates) {
        var says = diagnosis.causes().stream().map(Diagnosis.Cause::says).collect(Collectors.joining("; "));
        var next = candidates.isEmpty()
                ? reason(diagnosis)
                : "it can be mended: %s. Say \"fix %s\""
                        .formatted(candidates.getFirst().call().why(), afterKind(target));
        return "%s: %s; %s".formatted(target, says, next);
    }

    private static String afterKind(String target) {
        return target.substring(target.indexOf('/') + 1);
    }

    private static String words(Map<String, Object> target) {
        if (!(target.get("name") instanceof String name)) {
            return target.get("namespace") instanceof String namespace ? "namespace " + namespace : "all namespaces";
        }
        return "%s/%s%s".formatted(target.get("kind"), name, in(target.get("namespace")));
    }

    private static String in(@Nullable Object namespace) {
        return namespace == null ? "" : " in " + namespace;
    }
}
