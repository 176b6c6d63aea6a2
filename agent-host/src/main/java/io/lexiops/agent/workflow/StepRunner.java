package io.lexiops.agent.workflow;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.StepPreview;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.route.StepResult;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Runs the next step of an allowed plan. A write is reviewed once more just before it runs: if a target is not at the
 * version that was approved, the approval is void.
 */
@Component
class StepRunner {

    /** What was approved is not what is there any more. */
    private static final Set<String> STALE = Set.of("precondition_failed", "grant_invalid");

    private final CaseLog log;
    private final Stages stages;

    StepRunner(CaseLog log, Stages stages) {
        this.log = log;
        this.stages = stages;
    }

    void runNext(RequestId id, CaseFile file) {
        if (file.approvers().isEmpty()) {
            log.append(id, file, "reviewer", approvalOfPolicyOrRequester(file));
            return;
        }
        var plan = file.plan().orElseThrow().plan();
        var step = file.nextStep().orElseThrow();
        if (!step.write()) {
            call(id, file, plan, step, null);
            return;
        }
        if (!file.baselineTaken()) {
            var review = file.review().orElseThrow();
            log.append(id, file, "planner", new CaseEvent.BaselineTaken(stages.causes(file.request(), review)));
        }
        if (file.startedKey(step.number()).isPresent()) {
            // It was under way when the program stopped: the same key gets the recorded outcome, or a first execution
            // if the call never arrived.
            var approved = preview(file.review().orElseThrow(), step).orElseGet(() -> previewNow(file, plan, step));
            call(id, file, plan, step, stages.grant(file.request(), plan, step, approved, approvers(file)));
            return;
        }
        reviewAndCall(id, file, plan, step);
    }

    private void reviewAndCall(RequestId id, CaseFile file, Plan plan, Step step) {
        var fresh = stages.reviewStep(file.request(), plan, step);
        var objection = objection(file, fresh);
        if (objection.isPresent()) {
            log.append(id, file, "reviewer", objection.get());
            return;
        }
        var now = preview(fresh, step);
        if (now.isEmpty()) {
            failed(id, file, plan, "the step '%s' could not be previewed".formatted(step.tool()));
            return;
        }
        var moved = preview(file.review().orElseThrow(), step)
                .filter(approved -> !approved.deferred())
                .flatMap(approved -> moved(approved, now.get()));
        if (moved.isPresent()) {
            if (file.results().isEmpty()) {
                log.append(id, file, "reviewer", new CaseEvent.ApprovalVoided(moved.get()));
            } else {
                failed(id, file, plan, moved.get());
            }
            return;
        }
        call(id, file, plan, step, stages.grant(file.request(), plan, step, now.get(), approvers(file)));
    }

    private void call(RequestId id, CaseFile file, Plan plan, Step step, @Nullable String grant) {
        var key = file.startedKey(step.number()).orElseGet(() -> key(id, file, step));
        if (file.startedKey(step.number()).isEmpty()) {
            log.append(id, file, "router", new CaseEvent.StepStarted(step.number(), step.tool(), key));
        }
        var result = stages.execute(file.request(), plan, step, grant, key);
        if (result.outcome() instanceof ToolOutcome.Failed(var code, var message, var _, var _)
                && STALE.contains(code)
                && result.changeId() == null
                && file.results().isEmpty()) {
            // Between the last look and the call somebody was faster. Nothing was done: it is looked at afresh.
            log.append(id, file, "router", new CaseEvent.ApprovalVoided(message));
            return;
        }
        var noted = note(id, file, result);
        switch (result.outcome()) {
            case ToolOutcome.Done _ -> {}
            case ToolOutcome.Failed(var code, var message, var remedy, var _) -> {
                if (noted.state() == CaseState.EXECUTING || noted.state() == CaseState.VERIFYING) {
                    failed(id, noted, plan, sentence(code, message, remedy));
                } else if (noted.state() == CaseState.RESPONDING && noted.ending() == CaseState.COMPLETED) {
                    log.append(id, noted, "router", new CaseEvent.GivenUp(sentence(code, message, remedy)));
                }
            }
            case ToolOutcome.Unanswered(var reason) ->
                log.append(
                        id,
                        noted,
                        "router",
                        new CaseEvent.GivenUp(
                                "no answer to step %d (%s): %s; look with `changes_list` before repeating it"
                                        .formatted(step.number(), step.tool(), reason)));
        }
    }

    /** The outcome is written down even if somebody cancelled meanwhile: what was done must be known. */
    private CaseFile note(RequestId id, CaseFile file, StepResult result) {
        var current = file;
        while (true) {
            try {
                log.append(id, current, "router", new CaseEvent.StepEnded(result));
                return current;
            } catch (CaseMoved e) {
                current = log.journal().find(id).orElseThrow();
            }
        }
    }

    private void failed(RequestId id, CaseFile file, Plan plan, String why) {
        log.append(id, file, "router", new CaseEvent.AttemptFailed(plan, why));
    }

    /**
     * Undoes one change through the same review and grant as any other write.
     *
     * @param allowedBy the people who want it, or who allowed what is undone
     */
    CaseEvent.Undone undo(CaseFile file, StepResult change, List<String> allowedBy) {
        var changeId = Objects.requireNonNull(change.changeId());
        var step = new Step(
                1, "change_undo", Map.of("id", changeId), true, "brings back what was there before", "converged");
        var packs = file.plan().map(p -> p.plan().rules()).orElse("");
        var plan = new Plan("undo", "core/undo", "undo change " + changeId, List.of(step), packs, "");
        var key = undoKey(file, changeId);
        var review = stages.review(file.request(), plan);
        var preview = preview(review, step);
        if (preview.isEmpty() || review.verdict() instanceof Verdict.Rejected) {
            var why = review.verdict() instanceof Verdict.Rejected(var findings)
                    ? messages(findings)
                    : "the undo could not be previewed";
            return undoneBefore(file, plan, step, key)
                    .map(how -> new CaseEvent.Undone(changeId, true, how))
                    .orElseGet(() -> new CaseEvent.Undone(changeId, false, why));
        }
        if (review.verdict() instanceof Verdict.NeedsApproval(var findings, var people)
                && people(allowedBy).size() < people) {
            return new CaseEvent.Undone(changeId, false, needsPeople(file, people, allowedBy, findings));
        }
        var grant = stages.grant(file.request(), plan, step, preview.get(), allowedBy);
        var result = stages.execute(file.request(), plan, step, grant, key);
        return switch (result.outcome()) {
            case ToolOutcome.Done(var text, var _) -> new CaseEvent.Undone(changeId, true, text);
            case ToolOutcome.Failed(var code, var message, var remedy, var _) ->
                new CaseEvent.Undone(changeId, false, sentence(code, message, remedy));
            case ToolOutcome.Unanswered(var reason) -> new CaseEvent.Undone(changeId, false, "no answer: " + reason);
        };
    }

    /** Asked for again, it is another call: the ledger would answer the same key with the earlier outcome. */
    private static String undoKey(CaseFile file, String changeId) {
        var again = file.undosAsked() > 1 ? ":" + file.undosAsked() : "";
        return file.request().id() + ":undo:" + changeId + again;
    }

    private static String needsPeople(CaseFile file, int people, List<String> allowedBy, List<Finding> findings) {
        var who = people == 1 ? "a person" : people + " different people";
        var asked = people(allowedBy);
        return "%s must ask for it, and %s has: %s; %s says: copilot undo %s"
                .formatted(
                        who,
                        asked.isEmpty() ? "nobody" : "only " + String.join(", ", asked),
                        messages(findings),
                        asked.isEmpty() ? "a person" : "another person",
                        file.request().id());
    }

    private static List<String> people(List<String> approvers) {
        return approvers.stream()
                .filter(by -> by.startsWith("user:"))
                .distinct()
                .toList();
    }

    /**
     * How a change that cannot be undone now was undone before: by this case, if the program stopped before it could note it,
     * or by somebody else. The same key gets the recorded outcome; without a grant nothing is done anew.
     */
    private Optional<String> undoneBefore(CaseFile file, Plan plan, Step step, String key) {
        return switch (stages.execute(file.request(), plan, step, null, key).outcome()) {
            case ToolOutcome.Done(var text, var _) -> Optional.of(text);
            case ToolOutcome.Failed(var _, var message, var _, var structured) ->
                structured.containsKey("undoneBy") ? Optional.of(message) : Optional.empty();
            case ToolOutcome.Unanswered _ -> Optional.empty();
        };
    }

    private StepPreview previewNow(CaseFile file, Plan plan, Step step) {
        return preview(stages.reviewStep(file.request(), plan, step), step)
                .orElseThrow(
                        () -> new IllegalStateException("step " + step.number() + " cannot be previewed any more"));
    }

    private static CaseEvent.Approved approvalOfPolicyOrRequester(CaseFile file) {
        var plan = file.plan().orElseThrow().plan();
        var by = file.needsPeople()
                ? "user:" + file.request().requester()
                : "policy:" + (plan.onlyReads() ? "core/reads-need-no-approval" : "core/no-guard-objects");
        var comment = file.needsPeople() ? "approved ahead with the request" : "";
        return new CaseEvent.Approved(by, plan.digest(), comment);
    }

    /** A fresh review that asks for more than what was allowed sends the case back, or ends the attempt. */
    private static Optional<CaseEvent> objection(CaseFile file, Review fresh) {
        var plan = file.plan().orElseThrow().plan();
        return switch (fresh.verdict()) {
            case Verdict.Approved _ -> Optional.empty();
            case Verdict.Rejected(var findings) ->
                Optional.of(
                        file.results().isEmpty()
                                ? new CaseEvent.Reviewed(fresh, null)
                                : new CaseEvent.AttemptFailed(plan, messages(findings)));
            case Verdict.NeedsApproval(var findings, var people) -> {
                var allowedBy = file.approvers().stream()
                        .filter(by -> by.startsWith("user:"))
                        .count();
                // The requester's approval in advance counts as one.
                if (allowedBy >= people) {
                    yield Optional.empty();
                }
                var who = people == 1 ? "a person" : people + " people";
                yield Optional.of(
                        file.results().isEmpty()
                                ? new CaseEvent.ApprovalVoided(
                                        "%s must allow it now: %s".formatted(who, messages(findings)))
                                : new CaseEvent.AttemptFailed(plan, messages(findings)));
            }
        };
    }

    /** Who moved which target, or empty if every target is as it was approved. */
    private static Optional<String> moved(StepPreview approved, StepPreview now) {
        var before = versions(approved);
        var after = versions(now);
        return before.entrySet().stream()
                .filter(target -> !target.getValue().equals(after.get(target.getKey())))
                .findFirst()
                .map(target -> "%s was at version %s when the plan was reviewed and is at %s now"
                        .formatted(
                                target.getKey(),
                                target.getValue(),
                                Objects.requireNonNullElse(after.get(target.getKey()), "none")));
    }

    private static Map<String, String> versions(StepPreview preview) {
        return preview.targets().stream()
                .collect(Collectors.toMap(
                        target -> "%s/%s in %s"
                                .formatted(
                                        target.get("kind"),
                                        target.get("name"),
                                        target.getOrDefault("namespace", "the cluster")),
                        target -> String.valueOf(target.get("resourceVersion")),
                        (first, _) -> first));
    }

    private static Optional<StepPreview> preview(Review review, Step step) {
        return review.previews().stream().filter(p -> p.step() == step.number()).findFirst();
    }

    /** Who allowed the plan, as its grants name them. */
    static List<String> approvers(CaseFile file) {
        return file.approvers().isEmpty()
                ? List.of("policy:core/no-guard-objects")
                : file.approvers().stream().sorted().toList();
    }

    /** One key for each step of each plan of a case; a later plan, and a plan approved anew, is another call. */
    private static String key(RequestId id, CaseFile file, Step step) {
        return "%s:%d.%d:%d".formatted(id, file.plans(), file.voidedApprovals().size(), step.number());
    }

    private static String messages(List<Finding> findings) {
        return findings.stream().map(Finding::message).collect(Collectors.joining("; "));
    }

    private static String sentence(String code, String message, String remedy) {
        return "%s (%s)%s".formatted(message, code, remedy.isBlank() ? "" : ": " + remedy);
    }
}
