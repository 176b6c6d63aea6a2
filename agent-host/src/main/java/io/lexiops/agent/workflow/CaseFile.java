package io.lexiops.agent.workflow;

import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.respond.Response;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.route.StepResult;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Understanding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A case as its events tell it. The whole state machine is {@link #apply}: nothing else moves a case, so replaying the
 * journal always leads to the same place.
 */
public final class CaseFile {

    private final List<RecordedEvent> events = new ArrayList<>();
    private final Request request;
    private CaseState state = CaseState.PLANNING;

    private final List<Understanding.Answer> answers = new ArrayList<>();
    private final List<PlanningRequest.Objection> objections = new ArrayList<>();
    private final List<PlanningRequest.Attempt> failed = new ArrayList<>();
    private final Set<String> approvers = new LinkedHashSet<>();
    private final Map<Integer, StepResult> results = new LinkedHashMap<>();
    private final Map<Integer, String> started = new LinkedHashMap<>();
    private final List<StepResult> changes = new ArrayList<>();
    private final Map<String, CaseEvent.Undone> undone = new LinkedHashMap<>();
    private final List<String> voided = new ArrayList<>();

    private @Nullable Planning planning;
    private @Nullable Review review;
    private @Nullable Instant voidAfter;
    private List<String> baseline = List.of();
    private boolean baselineTaken;
    private @Nullable Verification verification;
    private CaseState ending = CaseState.COMPLETED;
    private String because = "";
    private @Nullable String undoAskedBy;
    private final Map<String, Instant> undoAskers = new LinkedHashMap<>();
    private @Nullable Response response;
    private @Nullable String lesson;

    private CaseFile(Request request) {
        this.request = request;
    }

    /** Folds a journal. The first event is the request. */
    public static CaseFile of(List<RecordedEvent> journal) {
        if (journal.isEmpty() || !(journal.getFirst().event() instanceof CaseEvent.Received(var request))) {
            throw new IllegalArgumentException("a journal begins with the request");
        }
        var file = new CaseFile(request);
        journal.forEach(file::add);
        return file;
    }

    void add(RecordedEvent recorded) {
        events.add(recorded);
        if (recorded.event() instanceof CaseEvent.UndoAsked(var by)) {
            undoAskers.put(by, recorded.at());
        }
        apply(recorded.event());
    }

    private void apply(CaseEvent event) {
        switch (event) {
            case CaseEvent.Received _ -> state = CaseState.PLANNING;
            case CaseEvent.PlanningEnded(var ended) -> planned(ended);
            case CaseEvent.Answered(var text, var _) -> {
                var question = planning instanceof Planning.NeedsInput(var asked, var _) ? asked : "";
                answers.add(new Understanding.Answer(question, text));
                state = CaseState.PLANNING;
            }
            case CaseEvent.Reviewed(var ended, var deadline) -> reviewed(ended, deadline);
            case CaseEvent.Approved(var by, var _, var _) -> {
                approvers.add(by);
                if (approvers.size() >= approversNeeded()) {
                    state = CaseState.EXECUTING;
                }
            }
            case CaseEvent.Declined(var by, var comment) ->
                end(CaseState.REJECTED, by + " declined the plan" + (comment.isBlank() ? "" : ": " + comment));
            case CaseEvent.ApprovalVoided(var reason) -> {
                voided.add(reason);
                approvers.clear();
                started.clear(); // a call that was under way has been answered before this is said
                baselineTaken = !results.isEmpty();
                state = results.isEmpty() ? CaseState.REVIEWING : state;
            }
            case CaseEvent.BaselineTaken(var causes) -> {
                baseline = List.copyOf(causes);
                baselineTaken = true;
            }
            case CaseEvent.StepStarted(var step, var _, var key) -> started.put(step, key);
            case CaseEvent.StepEnded(var result) -> ended(result);
            case CaseEvent.Verified(var seen) -> {
                verification = seen;
                state = seen.holds() ? CaseState.RESPONDING : CaseState.VERIFYING;
            }
            case CaseEvent.AttemptFailed(var plan, var why) -> {
                failed.add(new PlanningRequest.Attempt(plan, why));
                because = why;
                ending = CaseState.ESCALATED;
                state = CaseState.UNDOING;
            }
            case CaseEvent.Undone undo -> undone.put(undo.changeId(), undo);
            case CaseEvent.TriedAgain _ -> {
                ending = CaseState.COMPLETED;
                because = "";
                state = CaseState.PLANNING;
            }
            case CaseEvent.UndoAsked(var by) -> {
                undoAskedBy = by;
                ending = CaseState.COMPLETED;
                because = by + " asked to undo it";
                state = CaseState.UNDOING;
            }
            case CaseEvent.Cancelled(var by, var comment) ->
                end(CaseState.CANCELLED, by + " cancelled" + (comment.isBlank() ? "" : ": " + comment));
            case CaseEvent.GivenUp(var reason) -> end(CaseState.ESCALATED, reason);
            case CaseEvent.Settled(var last, var answer) -> {
                state = last;
                response = answer;
                undoAskedBy = null;
            }
            case CaseEvent.Learned(var commit) -> lesson = commit;
        }
    }

    private void planned(Planning ended) {
        planning = ended;
        switch (ended) {
            case Planning.Planned _ -> {
                review = null;
                results.clear();
                started.clear();
                approvers.clear();
                verification = null;
                baselineTaken = false;
                state = CaseState.REVIEWING;
            }
            case Planning.NeedsInput _ -> state = CaseState.NEEDS_INPUT;
            case Planning.NothingToDo(var why, var _) -> end(CaseState.COMPLETED, why);
            case Planning.CannotPlan cannot -> {
                if (cannot.waitsForOperator() && request.origin() == Request.Origin.OPERATOR) {
                    because = cannot.because();
                    state = CaseState.NEEDS_INPUT;
                } else {
                    end(CaseState.ESCALATED, cannot.because());
                }
            }
        }
    }

    private void reviewed(Review ended, @Nullable Instant deadline) {
        review = ended;
        voidAfter = deadline;
        switch (ended.verdict()) {
            case Verdict.Approved _ -> state = mayRun() ? CaseState.EXECUTING : CaseState.RESPONDING;
            case Verdict.NeedsApproval(var _, var people) -> {
                var ahead = request.approvedAhead() && people == 1;
                var allowed = ahead ? CaseState.EXECUTING : CaseState.AWAITING_APPROVAL;
                state = mayRun() ? allowed : CaseState.RESPONDING;
            }
            case Verdict.Rejected(var findings) -> {
                objections.add(new PlanningRequest.Objection(
                        ended.plan(),
                        findings.stream().map(Finding::rule).toList(),
                        findings.stream().map(Finding::message).toList()));
                state = CaseState.PLANNING;
            }
        }
    }

    private void ended(StepResult result) {
        results.put(result.step(), result);
        if (result.changeId() != null) {
            changes.add(result);
        }
        // A cancelled case keeps its state: the call that was under way is only noted.
        if (state == CaseState.EXECUTING && nextStep().isEmpty()) {
            state = plan().map(p -> p.plan().onlyReads()).orElse(true) ? CaseState.RESPONDING : CaseState.VERIFYING;
        }
    }

    private void end(CaseState how, String why) {
        ending = how;
        because = why;
        state = CaseState.RESPONDING;
    }

    /** Whether a plan of this case may be executed at all: reads always, writes only when the request says run. */
    boolean mayRun() {
        return plan().map(p -> p.plan().onlyReads() || (request.mode() == Mode.RUN && !p.hypothetical()))
                .orElse(false);
    }

    /** How many people must allow the plan; zero if policy does. */
    int approversNeeded() {
        return review != null && review.verdict() instanceof Verdict.NeedsApproval(var _, var people) ? people : 1;
    }

    boolean needsPeople() {
        return review != null && review.verdict() instanceof Verdict.NeedsApproval;
    }

    /** The first step that has not ended. */
    Optional<Step> nextStep() {
        return plan().flatMap(p -> p.plan().steps().stream()
                .filter(s -> !results.containsKey(s.number()))
                .findFirst());
    }

    /** The changes that were made and not undone, newest first; an undo that was refused can be asked for again. */
    List<StepResult> undoable() {
        return changes.reversed().stream().filter(change -> !isUndone(change)).toList();
    }

    private boolean isUndone(StepResult change) {
        var undo = undone.get(change.changeId());
        return undo != null && undo.done();
    }

    /** How many plans were made so far. */
    int plans() {
        return (int) events.stream()
                .filter(e -> e.event() instanceof CaseEvent.PlanningEnded(Planning.Planned _))
                .count();
    }

    /** How many plans were executed to their end and helped. */
    int fixes() {
        return (int) events.stream()
                .filter(e -> e.event() instanceof CaseEvent.Verified(var seen) && seen.holds())
                .count();
    }

    /** Whether an undo would find something to undo. */
    public boolean hasUndoableChanges() {
        return !undoable().isEmpty();
    }

    PlanningRequest planningRequest() {
        return new PlanningRequest(request, answers, objections, failed);
    }

    Optional<Planning.Planned> plan() {
        return planning instanceof Planning.Planned planned ? Optional.of(planned) : Optional.empty();
    }

    public Request request() {
        return request;
    }

    public CaseState state() {
        return state;
    }

    public List<RecordedEvent> events() {
        return List.copyOf(events);
    }

    public int size() {
        return events.size();
    }

    public Optional<Planning> planning() {
        return Optional.ofNullable(planning);
    }

    public Optional<Review> review() {
        return Optional.ofNullable(review);
    }

    public Optional<Instant> voidAfter() {
        return Optional.ofNullable(voidAfter);
    }

    public Optional<Response> response() {
        return Optional.ofNullable(response);
    }

    public Optional<Verification> verification() {
        return Optional.ofNullable(verification);
    }

    public Set<String> approvers() {
        return Set.copyOf(approvers);
    }

    public List<StepResult> results() {
        return List.copyOf(results.values());
    }

    public List<StepResult> changes() {
        return List.copyOf(changes);
    }

    public Map<String, CaseEvent.Undone> undone() {
        return Map.copyOf(undone);
    }

    public List<PlanningRequest.Objection> objections() {
        return List.copyOf(objections);
    }

    public List<PlanningRequest.Attempt> failedAttempts() {
        return List.copyOf(failed);
    }

    public List<String> voidedApprovals() {
        return List.copyOf(voided);
    }

    /** Why it ended as it did; empty while it runs. */
    public String because() {
        return because;
    }

    /** How it will end, or has ended: an undo that somebody wants and that does not happen is theirs to go on with. */
    CaseState ending() {
        return undoAsked() && undone.values().stream().anyMatch(undo -> !undo.done()) ? CaseState.ESCALATED : ending;
    }

    boolean undoAsked() {
        return undoAskedBy != null;
    }

    /** The person who wants the case undone now. */
    Optional<String> undoAskedBy() {
        return Optional.ofNullable(undoAskedBy);
    }

    /** The people who have asked for it since then: each of them allows it, the one who wants it now in any case. */
    List<String> undoAskersSince(Instant earliest) {
        return undoAskers.entrySet().stream()
                .filter(asked ->
                        !asked.getValue().isBefore(earliest) || asked.getKey().equals(undoAskedBy))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How often it was asked for. */
    int undosAsked() {
        return (int) events.stream()
                .filter(e -> e.event() instanceof CaseEvent.UndoAsked)
                .count();
    }

    List<String> baseline() {
        return baseline;
    }

    boolean baselineTaken() {
        return baselineTaken;
    }

    Optional<String> startedKey(int step) {
        return Optional.ofNullable(started.get(step));
    }

    boolean learned() {
        return lesson != null;
    }

    public Optional<String> lesson() {
        return Optional.ofNullable(lesson);
    }
}
