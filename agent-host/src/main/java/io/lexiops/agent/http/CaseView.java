package io.lexiops.agent.http;

import io.lexiops.agent.knowledge.SecretMask;
import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.respond.Response;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.StepPreview;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.workflow.CaseEvent;
import io.lexiops.agent.workflow.CaseFile;
import io.lexiops.agent.workflow.CaseJournal;
import io.lexiops.agent.workflow.RecordedEvent;
import io.lexiops.rules.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A case as programs see it: documented, stable. The shape is in the README of the HTTP interface. */
final class CaseView {

    private CaseView() {}

    static Map<String, Object> of(RequestId id, CaseFile file) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id.value());
        json.put("state", file.state().name());
        json.put("events", file.size());
        json.put("request", request(file));
        plan(file).ifPresent(plan -> json.put("plan", plan(plan, file)));
        json.put("findings", findings(file));
        json.put("approvals", file.approvers().stream().sorted().toList());
        approval(file).ifPresent(approval -> json.put("approval", approval));
        question(file).ifPresent(question -> json.put("question", question));
        file.response().ifPresent(response -> json.put("answer", answer(response)));
        json.put("because", file.because());
        json.put("undoable", file.state().settled() && file.hasUndoableChanges());
        json.put("rules", rules(file));
        file.lesson().ifPresent(commit -> json.put("lesson", commit));
        json.put("timings", timings(file));
        return json;
    }

    static Map<String, Object> head(CaseJournal.Head head) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", head.id().value());
        json.put("state", head.state().name());
        json.put("text", SecretMask.apply(head.text()));
        json.put("namespace", head.namespace());
        json.put("requester", head.requester());
        json.put("events", head.events());
        json.put("receivedAt", head.receivedAt().toString());
        json.put("changedAt", head.changedAt().toString());
        return json;
    }

    /** One event in words; the whole of it is in the case itself. */
    static Map<String, Object> event(RecordedEvent recorded) {
        var json = new LinkedHashMap<String, Object>();
        json.put("number", recorded.number());
        json.put("at", recorded.at().toString());
        json.put("actor", recorded.actor());
        json.put("event", recorded.event().getClass().getSimpleName());
        json.put("says", EventWords.of(recorded.event()));
        return json;
    }

    private static Map<String, Object> request(CaseFile file) {
        var request = file.request();
        var json = new LinkedHashMap<String, Object>();
        json.put("text", SecretMask.apply(request.text()));
        json.put("namespace", request.namespace());
        json.put("mode", request.mode().name().toLowerCase(Locale.ROOT));
        json.put("requester", request.requester());
        json.put("receivedAt", request.receivedAt().toString());
        return json;
    }

    private static Optional<Plan> plan(CaseFile file) {
        return file.planning()
                .filter(Planning.Planned.class::isInstance)
                .map(planning -> ((Planning.Planned) planning).plan())
                .or(() -> file.objections().isEmpty()
                        ? Optional.empty()
                        : Optional.of(file.objections().getLast().plan()));
    }

    private static Map<String, Object> plan(Plan plan, CaseFile file) {
        var json = new LinkedHashMap<String, Object>(plan.toJson());
        json.put("digest", plan.digest());
        file.review()
                .filter(review -> review.plan().equals(plan))
                .ifPresent(review -> json.put("previews", previews(review)));
        return json;
    }

    private static List<Map<String, Object>> previews(Review review) {
        return review.previews().stream().map(CaseView::preview).toList();
    }

    private static Map<String, Object> preview(StepPreview preview) {
        var json = new LinkedHashMap<String, Object>();
        json.put("step", preview.step());
        json.put("risk", preview.risk());
        json.put("targets", preview.targets());
        json.put("changes", preview.changes());
        json.put("diff", preview.text());
        json.put("noChange", preview.noChange());
        json.put("deferred", preview.deferred());
        return json;
    }

    private static List<Map<String, Object>> findings(CaseFile file) {
        return file.review().stream()
                .flatMap(review -> review.verdict().findings().stream())
                .map(CaseView::finding)
                .toList();
    }

    private static Map<String, Object> finding(Finding finding) {
        var json = new LinkedHashMap<String, Object>();
        json.put("rule", finding.rule());
        json.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        json.put("message", finding.message());
        json.put("remedy", finding.remedy());
        return json;
    }

    private static Optional<Map<String, Object>> approval(CaseFile file) {
        return file.review()
                .filter(_ -> file.state().name().equals("AWAITING_APPROVAL"))
                .filter(review -> review.verdict() instanceof Verdict.NeedsApproval)
                .map(review -> {
                    var json = new LinkedHashMap<String, Object>();
                    json.put("people", ((Verdict.NeedsApproval) review.verdict()).people());
                    json.put("planDigest", review.plan().digest());
                    file.voidAfter().ifPresent(until -> json.put("until", until.toString()));
                    json.put("voided", file.voidedApprovals());
                    return json;
                });
    }

    private static Optional<Map<String, Object>> question(CaseFile file) {
        if (!file.state().name().equals("NEEDS_INPUT")) {
            return Optional.empty();
        }
        return file.planning().map(planning -> {
            var json = new LinkedHashMap<String, Object>();
            switch (planning) {
                case Planning.NeedsInput(var text, var options) -> {
                    json.put("text", text);
                    json.put("options", options);
                }
                case Planning.CannotPlan cannot -> {
                    json.put("text", cannot.because());
                    json.put("options", cannot.tryThis());
                    json.put("kind", cannot.kind());
                }
                case Planning.Planned _, Planning.NothingToDo _ -> json.put("text", file.because());
            }
            return json;
        });
    }

    private static Map<String, Object> answer(Response response) {
        var json = new LinkedHashMap<String, Object>();
        json.put("text", response.text());
        json.put("facts", response.facts());
        json.put("changes", response.changes());
        json.put("citations", response.citations());
        json.put("gaps", response.gaps());
        return json;
    }

    private static Map<String, Object> rules(CaseFile file) {
        var json = new LinkedHashMap<String, Object>();
        json.put("decided", file.response().map(Response::rules).orElse(List.of()));
        plan(file).ifPresent(plan -> {
            json.put("digest", plan.rules());
            json.put("knowledgeCommit", plan.knowledgeCommit());
        });
        file.review().ifPresent(review -> json.put("serverDigest", review.packs()));
        return json;
    }

    private static Map<String, Object> timings(CaseFile file) {
        var json = new LinkedHashMap<String, Object>();
        var events = file.events();
        json.put("receivedAt", events.getFirst().at().toString());
        json.put(
                "totalMs",
                Duration.between(events.getFirst().at(), lastWork(events).at()).toMillis());
        var steps = new ArrayList<Map<String, Object>>();
        file.results()
                .forEach(result ->
                        steps.add(Map.of("step", result.step(), "tool", result.tool(), "tookMs", result.tookMillis())));
        json.put("steps", steps);
        return json;
    }

    /** The lesson is written after the answer and is not part of the time that the operator waited. */
    private static RecordedEvent lastWork(List<RecordedEvent> events) {
        return events.reversed().stream()
                .filter(recorded -> !(recorded.event() instanceof CaseEvent.Learned))
                .findFirst()
                .orElseThrow();
    }
}
