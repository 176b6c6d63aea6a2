package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.Similarity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Counts settled cases: what comes up as often as a rule says is a signal. The same cases give the same signals. */
final class SignalDetector {

    /** Two requests mean the same from here on; paraphrases of one request lie above, other requests below. */
    private static final double SAME_MEANING = 0.6;

    /** Comparing all with all grows with the square; a flood of new requests must not stop the host. */
    private static final int MAX_UNKNOWN = 500;

    private final CaseHistory history;

    private final SignalRules rules;

    private final Similarity similarity;

    private final Clock clock;

    SignalDetector(CaseHistory history, SignalRules rules, Similarity similarity, Clock clock) {
        this.history = history;
        this.rules = rules;
        this.similarity = similarity;
        this.clock = clock;
    }

    List<Signal> detect() {
        var signals = new ArrayList<Signal>();
        for (var rule : rules.inForce()) {
            var cases = history.closedSince(clock.instant().minus(rule.window()));
            signals.addAll(
                    switch (rule.kind()) {
                        case REPEATED_CAUSE -> repeatedCause(rule, cases);
                        case REPEATED_REJECTION -> repeatedRejection(rule, cases);
                        case UNKNOWN_INTENT -> unknownIntent(rule, cases);
                    });
        }
        return signals;
    }

    private static List<Signal> repeatedCause(SignalRule rule, List<ClosedCase> cases) {
        var groups = new LinkedHashMap<String, List<ClosedCase>>();
        for (var closed : cases) {
            if (!closed.faultClass().isEmpty()
                    && !closed.owner().isEmpty()
                    && !closed.template().isEmpty()) {
                groups.computeIfAbsent(
                                String.join(" | ", closed.faultClass(), closed.owner(), closed.template()),
                                key -> new ArrayList<>())
                        .add(closed);
            }
        }
        return signals(
                rule,
                groups,
                group -> "%s keeps coming back on %s"
                        .formatted(
                                group.getLast().cause().isEmpty()
                                        ? group.getLast().faultClass()
                                        : group.getLast().cause(),
                                group.getLast().owner()));
    }

    private static List<Signal> repeatedRejection(SignalRule rule, List<ClosedCase> cases) {
        var groups = new LinkedHashMap<String, List<ClosedCase>>();
        for (var closed : cases) {
            for (var guard : closed.rejectingRules()) {
                groups.computeIfAbsent(guard, key -> new ArrayList<>()).add(closed);
            }
        }
        var signals = new ArrayList<Signal>();
        groups.forEach((guard, group) -> signals.addAll(
                signals(rule, Map.of(guard, group), ignored -> "%s rejects again and again".formatted(guard))));
        return signals;
    }

    private static List<Signal> signals(
            SignalRule rule, Map<String, List<ClosedCase>> groups, Function<List<ClosedCase>, String> title) {
        var signals = new ArrayList<Signal>();
        groups.forEach((subject, group) -> {
            if (group.size() >= rule.cases()) {
                signals.add(new Signal(rule, subject, title.apply(group), group));
            }
        });
        return signals;
    }

    /** Requests that no rule understood, grouped by meaning around the oldest of each group. */
    private List<Signal> unknownIntent(SignalRule rule, List<ClosedCase> cases) {
        var unknown = cases.stream().filter(closed -> !closed.understood()).toList();
        var left = new ArrayList<>(unknown.subList(Math.max(0, unknown.size() - MAX_UNKNOWN), unknown.size()));
        var signals = new ArrayList<Signal>();
        while (left.size() >= rule.cases()) {
            var oldest = left.removeFirst();
            var scores = similarity.scores(
                    oldest.text(), left.stream().map(ClosedCase::text).toList());
            var group = new ArrayList<>(List.of(oldest));
            for (int i = 0; i < scores.size(); i++) {
                if (scores.get(i) >= SAME_MEANING) {
                    group.add(left.get(i));
                }
            }
            left.removeAll(group);
            if (group.size() >= rule.cases()) {
                signals.add(
                        new Signal(rule, oldest.text(), "no rule understands \"%s\"".formatted(oldest.text()), group));
            }
        }
        return signals;
    }
}
