package io.lexiops.agent.supervise;

import java.util.List;

/**
 * How the operators' rule repository is doing.
 *
 * @param directory where people find it
 * @param inForce   the commit that holds; empty if none was valid yet
 * @param refused   the commit at the end of main if it is not valid; else empty
 * @param problems  why it was refused
 * @param notices   what else a person should know
 */
public record RuleRepositoryState(
        String directory, String inForce, String refused, List<RuleProblem> problems, List<String> notices) {

    public RuleRepositoryState {
        problems = List.copyOf(problems);
        notices = List.copyOf(notices);
    }

    public boolean well() {
        return refused.isEmpty() && notices.isEmpty();
    }
}
