package io.lexiops.agent.plan;

import io.lexiops.agent.knowledge.Similarity;
import io.lexiops.agent.request.Mode;
import io.lexiops.rules.IntentMatcher;
import io.lexiops.rules.Understanding;
import io.lexiops.rules.Understanding.Command;
import io.lexiops.rules.Understanding.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Plans what the operator's words ask for, by the intents of the packs. */
@Component
@Order(1)
final class IntentStrategy implements PlanningStrategy {

    private final Similarity similarity;
    private final Causes causes;

    IntentStrategy(Similarity similarity, Causes causes) {
        this.similarity = similarity;
        this.causes = causes;
    }

    @Override
    public Optional<Planning> plan(PlanningDesk desk) {
        var world = new ClusterWorld(desk);
        var understanding = IntentMatcher.of(desk.packs())
                .understand(
                        desk.request().request().text(),
                        world,
                        desk.request().answers(),
                        similarity.semantic() ? similarity::scores : null);
        return switch (understanding) {
            case Understanding.Understood understood -> Optional.of(planned(desk, understood));
            case Understanding.Unsure(var question, var options) ->
                Optional.of(new Planning.NeedsInput(question, options));
            case Understanding.NotFound(var because, var tryThis) -> Optional.of(notFound(world, because, tryThis));
            case Understanding.Impossible(var because, var tryThis) ->
                Optional.of(new Planning.CannotPlan("not_understood", because, tryThis, List.of()));
            case Understanding.NothingAsked(var because) -> Optional.of(new Planning.NothingToDo(because, List.of()));
            case Understanding.NotUnderstood(var because, var examples) -> {
                desk.leave(new Planning.CannotPlan("not_understood", because, suggestions(desk, examples), List.of()));
                yield Optional.empty();
            }
        };
    }

    /** A name may be missing only because its kind may not be listed. */
    private static Planning notFound(ClusterWorld world, String because, List<String> tryThis) {
        var denied = world.denied();
        return denied == null
                ? new Planning.CannotPlan("not_found", because, tryThis, List.of())
                : new Planning.CannotPlan(
                        "forbidden",
                        "%s; not everything could be looked at: %s".formatted(because, denied.message()),
                        denied.remedy().isBlank() ? tryThis : List.of(denied.remedy()),
                        List.of());
    }

    private static List<String> suggestions(PlanningDesk desk, List<String> examples) {
        return Stream.concat(
                        examples.stream().map(example -> "say for example: " + example),
                        desk.passages().stream().map(passage -> "read: " + passage.title() + ", " + passage.citation()))
                .toList();
    }

    private Planning planned(PlanningDesk desk, Understanding.Understood understood) {
        var commands = understood.commands();
        boolean mixed = commands.size() > 1;
        if (!mixed && commands.getFirst().goal() != Goal.CALLS) {
            return causes.plan(desk, commands.getFirst());
        }
        var calls = new ArrayList<Understanding.Call>();
        for (var command : commands) {
            switch (command.goal()) {
                case CALLS -> calls.addAll(command.calls());
                case DIAGNOSE -> calls.add(diagnosis(command));
                case FIX -> {
                    switch (causes.plan(desk, command)) {
                        case Planning.Planned(var plan, var _, var _, var _) ->
                            plan.steps()
                                    .forEach(step -> calls.add(new Understanding.Call(
                                            step.tool(), step.arguments(), step.why(), step.verify())));
                        case Planning.NothingToDo _ -> calls.add(diagnosis(command));
                        case Planning.CannotPlan cannot -> {
                            return cannot;
                        }
                        case Planning.NeedsInput input -> {
                            return input;
                        }
                    }
                }
            }
        }
        return steps(desk, understood, commands, calls);
    }

    private static Understanding.Call diagnosis(Command command) {
        return new Understanding.Call("k8s_diagnose", command.target(), "the operator asked what is wrong", "answered");
    }

    private static Planning steps(
            PlanningDesk desk,
            Understanding.Understood understood,
            List<Command> commands,
            List<Understanding.Call> calls) {
        for (var command : commands) {
            for (var call : command.calls()) {
                if (!command.changes() && !desk.reads(call.tool())) {
                    return desk.noTool(call.tool());
                }
            }
        }
        if (calls.size() > Plan.MAX_STEPS) {
            return new Planning.CannotPlan(
                    "not_understood",
                    "these are %d steps; a plan has at most %d".formatted(calls.size(), Plan.MAX_STEPS),
                    List.of("ask for fewer things at once"),
                    List.of());
        }
        for (var call : calls) {
            var failed = desk.reads(call.tool()) ? null : desk.failed(call);
            if (failed != null) {
                return new Planning.CannotPlan(
                        "no_fix", "this was done and undone, for it did not hold: " + failed, List.of(), List.of());
            }
        }
        var rule = commands.stream().map(Command::intent).distinct().collect(Collectors.joining(", "));
        var readback = commands.stream().map(Command::says).distinct().collect(Collectors.joining("; then "));
        var plan = desk.plan("intent", rule, readback, desk.numbered(calls));
        boolean asked = desk.request().request().mode() == Mode.ASK && !plan.onlyReads();
        return new Planning.Planned(plan, facts(understood), 0, understood.hypothetical() || asked);
    }

    private static List<Planning.Fact> facts(Understanding.Understood understood) {
        return understood.notes().stream()
                .map(note -> new Planning.Fact("", note, "", Map.of()))
                .toList();
    }
}
