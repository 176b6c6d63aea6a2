package io.lexiops.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rule about a change: it objects, or it does not. */
public final class Guard implements Rule {

    private final String id;

    private final String file;

    private final Severity severity;

    private final boolean floor;

    private final Expression when;

    private final Expression violates;

    private final Template says;

    private final String why;

    private final String remedy;

    private final List<GuardExample> examples;

    Guard(
            String id,
            String file,
            Severity severity,
            boolean floor,
            Expression when,
            Expression violates,
            Template says,
            String why,
            String remedy,
            List<GuardExample> examples) {
        this.id = id;
        this.file = file;
        this.severity = severity;
        this.floor = floor;
        this.when = when;
        this.violates = violates;
        this.says = says;
        this.why = why;
        this.remedy = remedy;
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

    public Severity severity() {
        return severity;
    }

    /** A safety floor cannot be muted. */
    public boolean floor() {
        return floor;
    }

    public String why() {
        return why;
    }

    public String remedy() {
        return remedy;
    }

    /** The same rule with another weight. */
    Guard weighing(Severity other) {
        return new Guard(id, file, other, floor, when, violates, says, why, remedy, examples);
    }

    /** What it objects to; nothing if it does not. A guard that cannot be evaluated objects. */
    Optional<Finding> judge(Map<String, Object> variables) {
        try {
            return when.holds(variables) && violates.holds(variables)
                    ? Optional.of(new Finding(id, severity, says.fillText(variables), remedy))
                    : Optional.empty();
        } catch (EvaluationFailed e) {
            return Optional.of(new Finding(
                    id,
                    severity,
                    "cannot be evaluated for this change and therefore counts as violated: " + e.getMessage(),
                    remedy));
        }
    }

    @Override
    public List<ExampleResult> examples(RulePacks packs) {
        var results = new ArrayList<ExampleResult>();
        for (var example : examples) {
            results.add(
                    new ExampleResult(id, example.name(), file, example.line(), example.column(), problem(example)));
        }
        return results;
    }

    private String problem(GuardExample example) {
        try {
            if (!when.holds(example.variables()) || !violates.holds(example.variables())) {
                return example.violated() ? "expected to be violated, but passes" : "";
            }
            var message = says.fillText(example.variables());
            if (!example.violated()) {
                return "expected to pass, but is violated: " + message;
            }
            return example.says().isEmpty() || example.says().equals(message)
                    ? ""
                    : "expected to say \"%s\", but says \"%s\"".formatted(example.says(), message);
        } catch (EvaluationFailed e) {
            return "cannot be evaluated: " + e.getMessage();
        }
    }
}
