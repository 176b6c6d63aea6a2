package io.lexiops.agent.plan;

import io.lexiops.agent.knowledge.Passage;
import io.lexiops.agent.tool.CanonicalJson;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.agent.tool.ToolRequest;
import io.lexiops.agent.tool.Toolbox;
import io.lexiops.rules.RulePacks;
import io.lexiops.rules.Understanding.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What lies before the strategies while one request is planned. */
final class PlanningDesk {

    private final PlanningRequest request;
    private final Toolbox toolbox;
    private final RulePacks packs;
    private final List<Passage> passages;
    private final String commit;
    private final Set<String> tools;
    private final Map<String, ToolOutcome> read = new HashMap<>();
    private Planning.@Nullable CannotPlan undecided;

    PlanningDesk(PlanningRequest request, Toolbox toolbox, RulePacks packs, List<Passage> passages, String commit) {
        this.request = request;
        this.toolbox = toolbox;
        this.packs = packs;
        this.passages = List.copyOf(passages);
        this.commit = commit;
        this.tools = toolbox.tools();
    }

    PlanningRequest request() {
        return request;
    }

    RulePacks packs() {
        return packs;
    }

    List<Passage> passages() {
        return passages;
    }

    Toolbox toolbox() {
        return toolbox;
    }

    /** Whether the planner's role sees the tool, so that it reads. */
    boolean reads(String tool) {
        return tools.contains(tool);
    }

    /** A read; the same one is asked only once in a planning. */
    ToolOutcome read(String tool, Map<String, Object> arguments) {
        var key = tool + CanonicalJson.of(arguments);
        var known = read.get(key);
        if (known != null) {
            return known;
        }
        return look(tool, arguments);
    }

    /** A read of what may have changed since the last one. */
    ToolOutcome look(String tool, Map<String, Object> arguments) {
        var outcome = toolbox.call(
                ToolRequest.read(tool, arguments, request.request().id().value()));
        read.put(tool + CanonicalJson.of(arguments), outcome);
        return outcome;
    }

    /** Keeps the reason for the case that no later strategy knows better. */
    void leave(Planning.CannotPlan reason) {
        undecided = reason;
    }

    Planning undecided() {
        var reason = undecided;
        return reason == null
                ? new Planning.CannotPlan("not_understood", "no rule understands the request", List.of(), List.of())
                : reason;
    }

    Plan plan(String strategy, String rule, String readback, List<Step> steps) {
        return new Plan(strategy, rule, readback, steps, packs.digest(), commit);
    }

    Step step(int number, Call call) {
        return new Step(number, call.tool(), call.arguments(), !reads(call.tool()), call.why(), call.verify());
    }

    /** Whether a plan with this very call ran before and did not help; says why. */
    @Nullable String failed(Call call) {
        return request.failed().stream()
                .filter(attempt -> holds(attempt.plan(), call))
                .map(PlanningRequest.Attempt::why)
                .findFirst()
                .orElse(null);
    }

    /** Whether review sent back a plan with this very call; says why. */
    @Nullable String objected(Call call) {
        return request.objections().stream()
                .filter(objection -> holds(objection.plan(), call))
                .map(objection -> String.join("; ", objection.messages()))
                .findFirst()
                .orElse(null);
    }

    private static boolean holds(Plan plan, Call call) {
        return plan.steps().stream()
                .anyMatch(step -> step.tool().equals(call.tool())
                        && CanonicalJson.of(step.arguments()).equals(CanonicalJson.of(call.arguments())));
    }

    /** Answers to the objections of earlier reviews, which every plan has to meet. */
    String answerTo(Call call) {
        var objection = objected(call);
        return objection == null ? "" : "; review objected (" + objection + "), and there is no other way to do it";
    }

    /** Why a backend's tools are not here, and how to enable them. */
    Planning.CannotPlan noTool(String tool) {
        var backend = switch (tool.substring(0, Math.max(0, tool.indexOf('_')))) {
            case "helm" -> "helm";
            case "argocd" -> "argocd";
            case "prom" -> "prometheus";
            default -> "kubernetes";
        };
        var why = read("status", Map.of()) instanceof ToolOutcome.Done(var _, var structured)
                ? reason(structured, backend)
                : "";
        return new Planning.CannotPlan(
                "no_tool",
                "there is no tool %s here%s".formatted(tool, why.isEmpty() ? "" : ": " + why),
                why.isEmpty() ? List.of("ask which tools there are: copilot doctor") : List.of(why),
                List.of());
    }

    private static String reason(Map<String, Object> status, String backend) {
        if (status.get("backends") instanceof List<?> backends) {
            for (var item : backends) {
                if (item instanceof Map<?, ?> map
                        && backend.equals(map.get("name"))
                        && map.get("why") instanceof String why) {
                    return why;
                }
            }
        }
        return "";
    }

    List<Step> numbered(List<Call> calls) {
        var steps = new ArrayList<Step>();
        for (var call : calls) {
            steps.add(step(
                    steps.size() + 1,
                    new Call(
                            call.tool(),
                            new LinkedHashMap<>(call.arguments()),
                            call.why() + (reads(call.tool()) ? "" : answerTo(call)),
                            call.verify())));
        }
        return steps;
    }
}
