package io.lexiops.agent.review;

import io.lexiops.agent.plan.Step;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every object that a write names exists, or an earlier step makes it. */
final class ClosedWorldStage implements ReviewStage {

    static final String RULE = "review/closed-world";

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        var earlier = new ArrayList<Step>();
        for (var step : plan.writes()) {
            NamedObject.of(step).ifPresent(named -> check(plan, step, named, earlier, findings));
            earlier.add(step);
        }
        return findings.list();
    }

    private static void check(PlanInReview plan, Step step, NamedObject named, List<Step> earlier, Findings findings) {
        if (!(plan.server().read(named.tool(), named.arguments())
                instanceof ToolOutcome.Failed(var code, var message, var remedy, var _))) {
            return; // it is there, or nobody knows: then the dry run tells
        }
        if (!code.equals("not_found") && !code.equals("ambiguous")) {
            return;
        }
        var made = earlier.stream()
                .filter(NamedObject::creates)
                .anyMatch(maker -> mentions(maker.arguments(), named.name()));
        if (made) {
            plan.waitsForEarlier(step);
            return;
        }
        plan.putAside(step);
        findings.add(Severity.BLOCK, "step %d (%s): %s".formatted(step.number(), step.tool(), message), remedy);
    }

    /** Whether a manifest, or any other argument, names the object. */
    private static boolean mentions(@Nullable Object value, String name) {
        return switch (value) {
            case String text -> text.contains(name);
            case Map<?, ?> map -> mentions(map.values(), name);
            case Collection<?> items -> items.stream().anyMatch(item -> mentions(item, name));
            case null, default -> false;
        };
    }
}
