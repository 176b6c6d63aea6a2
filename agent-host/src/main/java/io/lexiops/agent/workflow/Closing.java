package io.lexiops.agent.workflow;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.Lesson;
import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.respond.Responder;
import io.lexiops.agent.respond.Response;
import io.lexiops.agent.respond.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ends a case: the answer for the operator and the lesson for the knowledge. */
@Component
class Closing {

    private final Responder responder;
    private final KnowledgeBase knowledge;

    Closing(Responder responder, KnowledgeBase knowledge) {
        this.responder = responder;
        this.knowledge = knowledge;
    }

    Response respond(CaseFile file) {
        var undone = new LinkedHashMap<String, Settlement.Undo>();
        file.undone().forEach((id, event) -> undone.put(id, new Settlement.Undo(event.done(), event.text())));
        return responder.respond(new Settlement(
                file.request(),
                file.ending().name(),
                file.because(),
                file.planning().orElse(null),
                file.review().orElse(null),
                file.results(),
                file.changes(),
                undone,
                file.undoAsked(),
                file.verification().map(Verification::checks).orElse(List.of()),
                file.verification().map(Verification::unchecked).orElse(List.of()),
                file.objections(),
                file.failedAttempts(),
                file.approvers().stream().sorted().toList(),
                facts(file)));
    }

    String learn(CaseFile file) {
        var plan = lastPlan(file);
        var facts = facts(file);
        var told = new Lesson.Told(
                summary(file, facts),
                facts.stream().map(Planning.Fact::says).toList(),
                plan == null
                        ? List.of()
                        : plan.steps().stream()
                                .map(step -> step.tool() + ": " + step.why())
                                .toList(),
                outcome(file),
                Duration.between(
                        file.events().getFirst().at(), file.events().getLast().at()),
                file.events().getLast().at());
        var provenance = new Lesson.Provenance(
                plan == null ? "" : plan.digest(),
                file.response().map(Response::rules).orElse(List.of()),
                "user:" + file.request().requester());
        return knowledge.learn(new Lesson(file.request().id().value(), key(file, plan, facts), told, provenance));
    }

    /** Facts of every planning of the case, each once, oldest first. */
    static List<Planning.Fact> facts(CaseFile file) {
        return file.events().stream()
                .map(RecordedEvent::event)
                .filter(CaseEvent.PlanningEnded.class::isInstance)
                .map(event -> ((CaseEvent.PlanningEnded) event).planning())
                .flatMap(planning -> switch (planning) {
                    case Planning.Planned planned -> planned.facts().stream();
                    case Planning.NothingToDo nothing -> nothing.facts().stream();
                    case Planning.CannotPlan cannot -> cannot.facts().stream();
                    case Planning.NeedsInput _ -> Stream.<Planning.Fact>empty();
                })
                .collect(Collectors.toMap(
                        fact -> fact.rule() + fact.says(), fact -> fact, (first, _) -> first, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    private static String summary(CaseFile file, List<Planning.Fact> facts) {
        if (!facts.isEmpty()) {
            return facts.getFirst().says();
        }
        return file.plan()
                .map(planned -> planned.plan().readback())
                .orElse(file.request().text());
    }

    private static Lesson.Key key(CaseFile file, @Nullable Plan plan, List<Planning.Fact> facts) {
        var faultClass = facts.stream()
                .map(fact -> fact.details().get("class"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(name -> !name.isBlank())
                .findFirst();
        var template = plan == null ? "no-plan" : plan.rule();
        return new Lesson.Key(
                faultClass.orElse(kind(file, plan)), owner(file, facts), template.isBlank() ? "none" : template);
    }

    private static String kind(CaseFile file, @Nullable Plan plan) {
        if (plan == null) {
            return file.state() == CaseState.COMPLETED ? "nothing-to-do" : "not-planned";
        }
        return plan.onlyReads() ? "question" : "change";
    }

    static String owner(CaseFile file, List<Planning.Fact> facts) {
        var fromFacts = facts.stream()
                .map(fact -> fact.details().get("target"))
                .filter(Map.class::isInstance)
                .map(target -> name((Map<?, ?>) target));
        var fromReview = file.review().stream()
                .flatMap(review -> review.previews().stream())
                .flatMap(preview -> preview.targets().stream())
                .map(Closing::name);
        var none = file.request().namespace() == null
                ? "cluster"
                : "namespace " + file.request().namespace();
        return Stream.concat(fromFacts, fromReview).findFirst().orElse(none);
    }

    private static String name(Map<?, ?> target) {
        var namespace = target.get("namespace");
        return target.get("kind") + " " + (namespace == null ? "" : namespace + "/") + target.get("name");
    }

    static @Nullable Plan lastPlan(CaseFile file) {
        var plans = new ArrayList<Plan>();
        file.objections().stream().map(PlanningRequest.Objection::plan).forEach(plans::add);
        file.plan().ifPresent(planned -> plans.add(planned.plan()));
        return plans.isEmpty() ? null : plans.getLast();
    }

    static Lesson.Outcome outcome(CaseFile file) {
        var undone = file.undone().values().stream().anyMatch(CaseEvent.Undone::done);
        return switch (file.state()) {
            case COMPLETED -> undone && file.undoable().isEmpty() ? Lesson.Outcome.UNDONE : Lesson.Outcome.COMPLETED;
            case REJECTED -> Lesson.Outcome.REJECTED;
            case CANCELLED -> Lesson.Outcome.CANCELLED;
            case ESCALATED -> Lesson.Outcome.ESCALATED;
            case PLANNING, REVIEWING, NEEDS_INPUT, AWAITING_APPROVAL, EXECUTING, VERIFYING, UNDOING, RESPONDING ->
                throw new IllegalStateException("a case that is " + file.state() + " teaches nothing yet");
        };
    }
}
