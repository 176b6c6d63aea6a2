package io.lexiops.agent.workflow;

import io.lexiops.agent.request.Request;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.route.StepResult;
import io.lexiops.agent.tool.AgentRole;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.agent.tool.ToolRequest;
import io.lexiops.agent.tool.Toolbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Verifies a plan by its symptoms: every write has converged, the cause that was to be fixed is gone, and the targets
 * have no cause that they did not have before.
 */
@Component
class Symptoms {

    private static final Set<String> DIAGNOSED =
            Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Job", "CronJob", "Service");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Toolbox planner;
    private final WorkflowProperties limits;
    private final Clock clock;

    Symptoms(List<Toolbox> toolboxes, WorkflowProperties limits, Clock clock) {
        this.planner = toolboxes.stream()
                .filter(toolbox -> toolbox.role() == AgentRole.PLANNER)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no toolbox for the planner"));
        this.limits = limits;
        this.clock = clock;
    }

    /** Rule and target of each cause that the plan's targets have now. */
    List<String> causes(Request request, Review review) {
        var causes = new ArrayList<String>();
        for (var target : targets(review)) {
            var seen = diagnose(request, target, _ -> false);
            causes.addAll(seen.causes().keySet());
        }
        return causes.stream().distinct().sorted().toList();
    }

    Verification verify(CaseFile file) {
        var checks = new ArrayList<String>();
        var missing = new ArrayList<String>();
        var unchecked = new ArrayList<String>();
        file.results().forEach(result -> converged(result, checks, missing));
        var remaining = new LinkedHashMap<String, String>();
        var toBeGone = toBeGone(file);
        var review = file.review().orElseThrow();
        for (var target : targets(review)) {
            var seen = settled(file, target, toBeGone);
            seen.unreadable().ifPresent(why -> unchecked.add(words(target) + " could not be diagnosed: " + why));
            if (seen.unreadable().isPresent()) {
                continue;
            }
            seen.causes().forEach((key, says) -> {
                if (toBeGone.contains(key)) {
                    missing.add("the cause is still there: " + says);
                } else if (!file.baseline().contains(key)) {
                    missing.add("new: " + says);
                } else {
                    remaining.put(key, says);
                }
            });
            if (seen.causes().isEmpty()) {
                checks.add(words(target) + ": "
                        + (seen.progressing() ? "still in progress, no fault seen" : "no fault found"));
            }
        }
        return new Verification(missing.isEmpty(), checks, missing, List.copyOf(remaining.values()), unchecked);
    }

    /** Diagnoses until nothing is in progress and nothing is wrong, or until the settling time is over. */
    private Seen settled(CaseFile file, Map<String, Object> target, Set<String> toBeGone) {
        var plan = file.plan().orElseThrow().plan();
        var baseline = file.baseline();
        Instant until = clock.instant().plus(limits.settling());
        while (true) {
            var seen = diagnose(file.request(), target, cause -> Ordered.by(plan, cause));
            var disturbing = seen.progressing()
                    || seen.causes().keySet().stream()
                            .anyMatch(key -> toBeGone.contains(key) || !baseline.contains(key));
            if (!disturbing || seen.unreadable().isPresent() || clock.instant().isAfter(until)) {
                return seen;
            }
            try {
                Thread.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return seen;
            }
        }
    }

    private Seen diagnose(Request request, Map<String, Object> target, Predicate<Map<?, ?>> meant) {
        var arguments = new LinkedHashMap<String, Object>();
        for (var key : List.of("namespace", "kind", "name")) {
            if (target.get(key) instanceof String text) {
                arguments.put(key, text);
            }
        }
        // All causes: one that is left out would look like one that is gone.
        arguments.put("maxTokens", 100_000L);
        var outcome = planner.call(
                ToolRequest.read("k8s_diagnose", arguments, request.id().value()));
        return switch (outcome) {
            case ToolOutcome.Done(var _, var structured) -> Seen.of(structured, meant);
            case ToolOutcome.Failed(var code, var _, var _, var _) when code.equals("not_found") -> Seen.nothing();
            case ToolOutcome.Failed(var _, var message, var _, var _) -> Seen.unreadable(message);
            case ToolOutcome.Unanswered(var reason) -> Seen.unreadable(reason);
        };
    }

    private static Set<String> toBeGone(CaseFile file) {
        var plan = file.plan().orElseThrow().plan();
        if (!plan.strategy().equals("cause")) {
            return Set.of();
        }
        return file.baseline().stream()
                .filter(key -> key.startsWith(plan.rule() + " "))
                .collect(Collectors.toSet());
    }

    private static void converged(StepResult result, List<String> checks, List<String> missing) {
        if (!(result.outcome() instanceof ToolOutcome.Done(var _, var structured))
                || !(structured.get("change") instanceof Map<?, ?> change)) {
            return;
        }
        var name = "step " + result.step() + " (" + result.tool() + ")";
        var outcome = String.valueOf(change.get("outcome"));
        switch (outcome) {
            case "CONVERGED" -> checks.add(name + ": converged");
            case "APPLIED" -> checks.add(name + ": applied, the server has it");
            case "NO_CHANGE" -> checks.add(name + ": it was so already");
            default -> missing.add(name + " did not converge: " + stillMissing(change));
        }
    }

    private static String stillMissing(Map<?, ?> change) {
        if (change.get("convergence") instanceof Map<?, ?> convergence
                && convergence.get("missing") instanceof List<?> list) {
            return String.join("; ", list.stream().map(String::valueOf).toList());
        }
        return String.valueOf(change.get("outcome"));
    }

    private static List<Map<String, Object>> targets(Review review) {
        return review.previews().stream()
                .flatMap(preview -> preview.targets().stream())
                .filter(target -> DIAGNOSED.contains(String.valueOf(target.get("kind"))))
                .map(target -> {
                    // The version moves with every change; without it the same object is listed once.
                    var object = new LinkedHashMap<>(target);
                    object.keySet().removeAll(Set.of("resourceVersion", "uid"));
                    return (Map<String, Object>) object;
                })
                .distinct()
                .toList();
    }

    private static String words(Map<String, Object> target) {
        return "%s/%s".formatted(target.get("kind"), target.get("name"));
    }
}
