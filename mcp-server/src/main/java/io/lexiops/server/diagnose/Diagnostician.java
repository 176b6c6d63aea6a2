package io.lexiops.server.diagnose;

import io.lexiops.rules.CauseMatch;
import io.lexiops.rules.RulePacks;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.rules.RulesInForce;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Looks at a namespace and says what is wrong.
 *
 * <pre>
 * read      namespace                 -> inventory
 * choose    inquiry, inventory        -> subjects
 * collect   subjects                  -> facts
 * explain   facts, cause rules        -> causes: roots, then the symptoms that no root explains
 * </pre>
 */
final class Diagnostician {

    private final Kubernetes kubernetes;
    private final RulesInForce rules;
    private final Clock clock;
    private final List<Collector> collectors = List.of(
            new ImagePulls(),
            new StartFailures(),
            new MissingReferences(),
            new Crashes(),
            new ProbeFailures(),
            new Scheduling(),
            new Placements(),
            new CreateFailures(),
            new ZeroScales(),
            new Rollouts());

    Diagnostician(Kubernetes kubernetes, RulesInForce rules, Clock clock) {
        this.kubernetes = kubernetes;
        this.rules = rules;
        this.clock = clock;
    }

    Diagnosis diagnose(Inquiry inquiry, BooleanSupplier cancelled) {
        var reads = new NamespaceReads(kubernetes, inquiry.namespace(), cancelled);
        var inventory = new Inventory(reads, clock);
        var chosen = new Choice(kubernetes, inventory).of(inquiry);
        var facts = new Facts();
        for (var subject : chosen.subjects()) {
            if (cancelled.getAsBoolean()) {
                throw new ToolFailed(ErrorCode.CANCELLED, "the diagnosis was cancelled", "");
            }
            collectors.forEach(collector -> collector.collect(subject, facts));
        }
        var services = new Services(inventory);
        chosen.services().forEach(service -> services.collect(service, facts));
        var packs = rules.current();
        var causes = explain(facts, packs);
        boolean progressing = facts.progress(targets(causes));
        return new Diagnosis(
                chosen.target(),
                progressing,
                summary(inquiry, causes, progressing, facts.notes()),
                causes,
                facts.notes(),
                reads.checked(),
                reads.unchecked(),
                packs.digest());
    }

    private static List<CauseMatch> explain(Facts facts, RulePacks packs) {
        var roots = packs.causes(facts.trees(fact -> !isSymptom(fact)));
        var explained = targets(roots);
        var open = new HashSet<Fact>();
        facts.all(Symptom.class).filter(Diagnostician::isSymptom).forEach(symptom -> {
            if (symptom.explainedBy().stream().anyMatch(explained::contains)) {
                symptom.words().ifPresent(facts::note);
            } else if (symptom.explainedBy().stream().anyMatch(facts::isMoving)) {
                symptom.words().ifPresent(words -> facts.note(words + " yet"));
            } else {
                open.add(symptom);
            }
        });
        var causes = new ArrayList<>(roots);
        if (!open.isEmpty()) {
            causes.addAll(packs.causes(facts.trees(fact -> !isSymptom(fact) || open.contains(fact))).stream()
                    .filter(cause -> !roots.contains(cause))
                    .toList());
        }
        causes.sort(Comparator.comparingInt(CauseMatch::rank).reversed());
        return causes;
    }

    private static boolean isSymptom(Fact fact) {
        return fact instanceof Symptom symptom && !symptom.explainedBy().isEmpty();
    }

    private static Set<Target> targets(List<CauseMatch> causes) {
        var targets = new HashSet<Target>();
        causes.forEach(cause -> targets.add(target(cause.target())));
        return targets;
    }

    private static Target target(Map<String, Object> target) {
        var all = new LinkedHashMap<>(target);
        return new Target(
                String.valueOf(all.get("apiVersion")),
                String.valueOf(all.get("kind")),
                String.valueOf(all.get("namespace")),
                String.valueOf(all.get("name")));
    }

    private static String summary(Inquiry inquiry, List<CauseMatch> causes, boolean progressing, List<String> notes) {
        if (!causes.isEmpty()) {
            var count = causes.size() == 1 ? "1 cause" : causes.size() + " causes";
            return "%s: %s of trouble".formatted(inquiry, count);
        }
        var verdict = progressing ? "in progress, nothing has failed" : "nothing wrong";
        var seen = notes.size() == 1 ? "; " + notes.getFirst() : "";
        return "%s: %s%s".formatted(inquiry, verdict, seen);
    }
}
