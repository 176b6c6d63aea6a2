package io.lexiops.agent.supervise;

import java.util.List;

/**
 * Something that came up too often.
 *
 * @param rule    the rule that raised it
 * @param subject what it is about; the same subject is proposed once
 * @param title   one line for people
 * @param cases   the cases that it counts, oldest first
 */
public record Signal(SignalRule rule, String subject, String title, List<ClosedCase> cases) {

    public Signal {
        cases = List.copyOf(cases);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("a signal without cases");
        }
    }

    ClosedCase latest() {
        return cases.getLast();
    }
}
