package io.lexiops.agent.review;

import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

import static io.lexiops.agent.tool.JsonTree.object;
import static io.lexiops.agent.tool.JsonTree.objects;

/** How much a plan touches: namespaces, pods, and budgets that say how many pods there must be. */
final class BlastRadiusStage implements ReviewStage {

    static final String RULE = "review/blast-radius";

    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "ReplicaSet", "DaemonSet");
    private static final String REPLICAS = "spec.replicas";
    private static final String LABELS = "spec.template.metadata.labels";

    private final int maxPods;

    BlastRadiusStage(int maxPods) {
        this.maxPods = maxPods;
    }

    /** A workload that a step changes, as it is now. */
    private record Touched(Preview.Change change, long replicas, long after, Map<String, Object> labels) {}

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        var namespaces = new TreeSet<String>();
        var touched = new ArrayList<Touched>();
        for (var preview : plan.previews()) {
            namespaces.addAll(preview.namespaces());
            for (var change : preview.changes()) {
                if (change.happens() && !change.operation().equals("create") && WORKLOADS.contains(change.kind())) {
                    touched.add(touched(plan, change));
                }
            }
        }
        if (namespaces.size() > 1) {
            findings.add(
                    Severity.APPROVAL,
                    "the plan touches %d namespaces: %s".formatted(namespaces.size(), String.join(", ", namespaces)),
                    "ask for one namespace at a time");
        }
        long pods = touched.stream()
                .mapToLong(one -> Math.max(one.replicas(), one.after()))
                .sum();
        if (pods > maxPods) {
            findings.add(
                    Severity.APPROVAL,
                    "the plan touches %d pods, more than %d".formatted(pods, maxPods),
                    "touch fewer workloads at once");
        }
        touched.forEach(one -> budgets(plan, one, findings));
        return findings.list();
    }

    private static Touched touched(PlanInReview plan, Preview.Change change) {
        var question = Map.<String, Object>of(
                "kind", change.kind(),
                "namespace", change.namespace(),
                "name", change.name(),
                "fields", List.of(REPLICAS, LABELS),
                "output", "json");
        var seen = plan.server().read("k8s_get", question) instanceof ToolOutcome.Done(var _, var json)
                ? object(json, "object")
                : Map.<String, Object>of();
        long replicas = number(seen.get(REPLICAS), 1);
        long after = change.deletes() ? 0 : scaledTo(change, replicas);
        return new Touched(change, replicas, after, object(seen, LABELS));
    }

    private static long scaledTo(Preview.Change change, long otherwise) {
        return change.diff().stream()
                .filter(field -> REPLICAS.equals(field.get("path")))
                .findFirst()
                .map(field -> number(field.get("new"), otherwise))
                .orElse(otherwise);
    }

    private static void budgets(PlanInReview plan, Touched one, Findings findings) {
        if (one.after() >= one.replicas() || one.labels().isEmpty()) {
            return;
        }
        var question = Map.<String, Object>of(
                "kind",
                "PodDisruptionBudget",
                "namespace",
                one.change().namespace(),
                "output",
                "json",
                "limit",
                100L,
                "maxTokens",
                100_000L);
        if (!(plan.server().read("k8s_list", question) instanceof ToolOutcome.Done(var _, var json))) {
            return;
        }
        for (var budget : objects(json, "items")) {
            var spec = object(budget, "spec");
            var wanted = object(object(spec, "selector"), "matchLabels");
            var selects = !wanted.isEmpty() && one.labels().entrySet().containsAll(wanted.entrySet());
            if (selects && least(spec, one.replicas()) > one.after()) {
                findings.add(
                        Severity.APPROVAL,
                        "%s would have %d pods, and the disruption budget %s wants at least %s"
                                .formatted(
                                        one.change().words(),
                                        one.after(),
                                        object(budget, "metadata").get("name"),
                                        spec.getOrDefault("minAvailable", "all but " + spec.get("maxUnavailable"))),
                        "keep more pods, or change the budget first");
            }
        }
    }

    private static long least(Map<String, Object> spec, long replicas) {
        if (spec.containsKey("minAvailable")) {
            return share(spec.get("minAvailable"), replicas);
        }
        return spec.containsKey("maxUnavailable") ? replicas - share(spec.get("maxUnavailable"), replicas) : 0;
    }

    private static long share(@Nullable Object value, long of) {
        if (value instanceof String text && text.matches("\\d{1,3}%")) {
            return Math.ceilDiv(Long.parseLong(text.substring(0, text.length() - 1)) * of, 100L);
        }
        return number(value, 0);
    }

    private static long number(@Nullable Object value, long otherwise) {
        return value instanceof Number number ? number.longValue() : otherwise;
    }
}
