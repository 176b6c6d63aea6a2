package io.lexiops.agent.review;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Request;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A plan, and what the stages have found out about it so far. */
final class PlanInReview {

    private final Request request;
    private final Plan plan;
    private final List<Step> steps;
    private final ServerReads server;
    private final Set<Integer> impossible = new HashSet<>();
    private final Set<Integer> dependent = new HashSet<>();
    private final Map<Integer, Preview> previews = new TreeMap<>();

    /** @param steps those to look at: all, or the one that is about to run */
    PlanInReview(Request request, Plan plan, List<Step> steps, ServerReads server) {
        this.request = request;
        this.plan = plan;
        this.steps = List.copyOf(steps);
        this.server = server;
    }

    Request request() {
        return request;
    }

    Plan plan() {
        return plan;
    }

    List<Step> steps() {
        return steps;
    }

    /** Writes that could still run, as far as is known. */
    List<Step> writes() {
        return steps.stream()
                .filter(step -> step.write() && !impossible.contains(step.number()))
                .toList();
    }

    ServerReads server() {
        return server;
    }

    /** The step can't run; nobody needs to ask the cluster about it. */
    void putAside(Step step) {
        impossible.add(step.number());
    }

    /** The step is about something that an earlier step makes. */
    void waitsForEarlier(Step step) {
        dependent.add(step.number());
    }

    boolean waits(Step step) {
        return dependent.contains(step.number());
    }

    void previewed(Preview preview) {
        previews.put(preview.step().number(), preview);
    }

    Collection<Preview> previews() {
        return List.copyOf(previews.values());
    }

    /** Namespaces that the plan names or touches. */
    Set<String> namespaces() {
        var namespaces = new TreeSet<String>();
        for (var step : steps) {
            if (step.write() && step.arguments().get("namespace") instanceof String named) {
                namespaces.add(named);
            }
        }
        previews.values().forEach(preview -> namespaces.addAll(preview.namespaces()));
        return namespaces;
    }
}
