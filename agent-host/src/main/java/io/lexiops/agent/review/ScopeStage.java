package io.lexiops.agent.review;

import io.lexiops.agent.request.Mode;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The plan stays in the namespaces that are open, and uses only tools that the Router may call. */
final class ScopeStage implements ReviewStage {

    static final String RULE = "review/scope";

    private final Set<String> open;

    /** @param open the only namespaces of this host; none means that the server decides */
    ScopeStage(Set<String> open) {
        this.open = Set.copyOf(open);
    }

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        var executable = plan.server().executable();
        for (var step : plan.steps()) {
            if (!executable.isEmpty() && !executable.contains(step.tool())) {
                findings.add(
                        Severity.BLOCK,
                        "step %d: the Router may not call %s".formatted(step.number(), step.tool()),
                        "enable writes on the server (copilot.server.writes), or give the Router's token its role");
                plan.putAside(step);
            }
            if (!open.isEmpty()
                    && step.arguments().get("namespace") instanceof String namespace
                    && !open.contains(namespace)) {
                findings.add(
                        Severity.BLOCK,
                        "step %d: namespace '%s' is not open here".formatted(step.number(), namespace),
                        "open are: " + String.join(", ", new TreeSet<>(open)));
                plan.putAside(step);
            }
            if (step.write() && plan.request().mode() == Mode.ASK) {
                findings.add(
                        Severity.BLOCK,
                        "step %d: a question changes nothing, and %s does".formatted(step.number(), step.tool()),
                        "hand the request over to be planned or run");
                plan.putAside(step);
            }
        }
        return findings.list();
    }
}
