package io.lexiops.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A rule about the settled cases: what comes up so often in such a time is proposed to be changed. */
public final class Signal implements Rule {

    /** What is counted. */
    public enum Kind {
        REPEATED_CAUSE,
        REPEATED_REJECTION,
        UNKNOWN_INTENT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id;

    private final String file;

    private final Kind kind;

    private final int cases;

    private final Duration window;

    private final String why;

    private final List<SignalExample> examples;

    Signal(String id, String file, Kind kind, int cases, Duration window, String why, List<SignalExample> examples) {
        this.id = id;
        this.file = file;
        this.kind = kind;
        this.cases = cases;
        this.window = window;
        this.why = why;
        this.examples = List.copyOf(examples);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String file() {
        return file;
    }

    public Kind kind() {
        return kind;
    }

    /** From so many cases on. */
    public int cases() {
        return cases;
    }

    /** Within this time. */
    public Duration window() {
        return window;
    }

    public String why() {
        return why;
    }

    @Override
    public List<ExampleResult> examples(RulePacks packs) {
        var results = new ArrayList<ExampleResult>();
        for (var example : examples) {
            var raised = example.cases() >= cases && example.within().compareTo(window) <= 0;
            var problem = raised == example.raised()
                    ? ""
                    : raised ? "expected no signal, but it is raised" : "expected a signal, but none is raised";
            results.add(new ExampleResult(id, example.name(), file, example.line(), example.column(), problem));
        }
        return results;
    }
}
