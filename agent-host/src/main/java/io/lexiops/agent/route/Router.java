package io.lexiops.agent.route;

import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.tool.AgentRole;
import io.lexiops.agent.tool.JsonTree;
import io.lexiops.agent.tool.Patience;
import io.lexiops.agent.tool.Pause;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.agent.tool.ToolRequest;
import io.lexiops.agent.tool.Toolbox;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Executes a step. What fails for a reason that passes is tried again with the same idempotency key; a write that was not
 * answered is settled first: the same call with the same key gets the recorded outcome, or is executed for the first time.
 */
@Component
public final class Router {

    /** Outcomes that leave nothing to undo. */
    private static final Set<String> CHANGED_NOTHING = Set.of("NO_CHANGE", "FAILED");

    private final Toolbox router;
    private final RouteProperties properties;
    private final Clock clock;
    private final Patience patience;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    Router(List<Toolbox> toolboxes, RouteProperties properties, Clock clock, Pause pause) {
        this.router = Toolbox.of(AgentRole.ROUTER, toolboxes);
        this.properties = properties;
        this.clock = clock;
        this.patience = new Patience(clock, pause);
    }

    /**
     * Executes a step and waits for its outcome.
     *
     * @param grant          null for a read
     * @param idempotencyKey of the step; a read has no use for it
     */
    public StepResult execute(Request request, Step step, @Nullable String grant, String idempotencyKey) {
        var started = clock.instant();
        var call = call(request, step, grant, idempotencyKey);
        var outcome = patience.until(started.plus(properties.patience()), () -> guarded(call));
        if (step.write() && (outcome instanceof ToolOutcome.Unanswered || open(outcome))) {
            outcome = settle(call, outcome);
        }
        var took = Duration.between(started, clock.instant()).toMillis();
        return new StepResult(step.number(), step.tool(), outcome, changeId(outcome), took);
    }

    private ToolRequest call(Request request, Step step, @Nullable String grant, String idempotencyKey) {
        var caseId = request.id().value();
        return step.write()
                ? new ToolRequest(
                        step.tool(), step.arguments(), caseId, grant, idempotencyKey, properties.writeDeadline())
                : new ToolRequest(step.tool(), step.arguments(), caseId, null, null, properties.readDeadline());
    }

    private ToolOutcome guarded(ToolRequest call) {
        var backend = backend(call.tool());
        var breaker =
                breakers.computeIfAbsent(backend, _ -> new CircuitBreaker(properties.failures(), properties.rest()));
        var until = breaker.ask(clock.instant());
        if (until.isPresent()) {
            return new ToolOutcome.Failed(
                    "backend_resting",
                    "%s has failed %d times in a row and is left alone until %s"
                            .formatted(backend, properties.failures(), until.get()),
                    "look at what is wrong with it, then ask again",
                    Map.of());
        }
        var outcome = router.call(call);
        if (Patience.passes(outcome) || outcome instanceof ToolOutcome.Unanswered) {
            breaker.failed(clock.instant());
        } else {
            breaker.succeeded();
        }
        return outcome;
    }

    /** Only the server knows whether the write happened; nothing else is called before it has said so. */
    private ToolOutcome settle(ToolRequest call, ToolOutcome unanswered) {
        return patience.until(
                clock.instant().plus(properties.settling()),
                () -> router.call(call),
                outcome -> Patience.passes(outcome) || outcome instanceof ToolOutcome.Unanswered || open(outcome),
                last -> open(last) ? last : unanswered);
    }

    /** The server has the write in its ledger, and cannot see yet what came of it. */
    private static boolean open(ToolOutcome outcome) {
        return outcome instanceof ToolOutcome.Failed failed
                && failed.code().equals("backend_unavailable")
                && "UNKNOWN"
                        .equals(JsonTree.object(failed.structured(), "change").get("outcome"));
    }

    private static @Nullable String changeId(ToolOutcome outcome) {
        var structured = switch (outcome) {
            case ToolOutcome.Done(var _, var json) -> json;
            case ToolOutcome.Failed(var _, var _, var _, var json) -> json;
            case ToolOutcome.Unanswered _ -> Map.<String, Object>of();
        };
        var change = JsonTree.object(structured, "change");
        var id = JsonTree.text(change, "id");
        return id.isEmpty() || CHANGED_NOTHING.contains(JsonTree.text(change, "outcome")) ? null : id;
    }

    private static String backend(String tool) {
        int end = tool.indexOf('_');
        return end < 0 ? tool : tool.substring(0, end);
    }
}
