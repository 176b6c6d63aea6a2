package io.lexiops.agent.workflow;

import java.util.List;

/**
 * Whether the world is as the plan meant it.
 *
 * @param holds   whether everything that was asked for is there and nothing got worse
 * @param checks  what was looked at and seen, one line each
 * @param missing what is not there; empty if it holds
 * @param remaining other causes that are still there; a next plan may fix them
 * @param unchecked what could not be looked at, and why
 */
public record Verification(
        boolean holds, List<String> checks, List<String> missing, List<String> remaining, List<String> unchecked) {

    public Verification {
        checks = List.copyOf(checks);
        missing = List.copyOf(missing);
        remaining = List.copyOf(remaining);
        unchecked = List.copyOf(unchecked);
    }
}
