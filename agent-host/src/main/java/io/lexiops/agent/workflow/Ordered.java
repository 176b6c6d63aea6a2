package io.lexiops.agent.workflow;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Step;
import java.util.Map;
import java.util.Objects;

/**
 * What the operator asked for is no fault: who has a workload scaled to zero or its rollout paused gets no repair of that.
 * A cause is of that kind if its fix would take back a step of the plan.
 */
final class Ordered {

    private Ordered() {}

    /**
     * Whether a cause is what the plan was meant to bring about.
     *
     * @param cause as the diagnosis gives it, with its fixes
     */
    static boolean by(Plan plan, Map<?, ?> cause) {
        return plan.strategy().equals("intent")
                && cause.get("fixes") instanceof Iterable<?> fixes
                && plan.steps().stream().anyMatch(step -> anyTakesBack(fixes, step));
    }

    private static boolean anyTakesBack(Iterable<?> fixes, Step step) {
        for (var item : fixes) {
            if (item instanceof Map<?, ?> fix
                    && step.tool().equals(fix.get("tool"))
                    && fix.get("arguments") instanceof Map<?, ?> arguments
                    && sameObject(arguments, step.arguments())
                    && opposite(arguments, step)) {
                return true;
            }
        }
        return false;
    }

    private static boolean opposite(Map<?, ?> fix, Step step) {
        return switch (step.tool()) {
            case "k8s_scale" -> step.arguments().get("replicas") instanceof Number wanted && wanted.longValue() == 0;
            case "k8s_rollout" -> "pause".equals(step.arguments().get("action")) && "resume".equals(fix.get("action"));
            default -> false;
        };
    }

    private static boolean sameObject(Map<?, ?> fix, Map<String, Object> step) {
        return Objects.equals(fix.get("kind"), step.get("kind"))
                && Objects.equals(fix.get("name"), step.get("name"))
                && Objects.equals(fix.get("namespace"), step.get("namespace"));
    }
}
