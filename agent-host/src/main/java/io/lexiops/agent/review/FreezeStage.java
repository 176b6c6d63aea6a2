package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.time.InstantSource;
import java.util.List;

/** In a freeze window every change needs a person. */
final class FreezeStage implements ReviewStage {

    static final String RULE = "review/freeze-window";

    private final List<FreezeWindow> windows;
    private final InstantSource clock;

    FreezeStage(List<FreezeWindow> windows, InstantSource clock) {
        this.windows = List.copyOf(windows);
        this.clock = clock;
    }

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        windows.stream()
                .filter(window -> window.holds(clock.instant(), plan.namespaces()))
                .forEach(window -> findings.add(
                        Severity.APPROVAL,
                        "the freeze window '%s' holds now".formatted(window.name()),
                        "wait until it is over, or have a person allow it"));
        return findings.list();
    }
}
