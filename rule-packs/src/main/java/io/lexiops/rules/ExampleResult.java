package io.lexiops.rules;

/**
 * How one example of a rule went.
 *
 * @param rule    pack and rule
 * @param name    what the example shows
 * @param problem empty if it went as the rule file says
 */
public record ExampleResult(String rule, String name, String file, int line, int column, String problem) {

    public boolean passed() {
        return problem.isEmpty();
    }

    /** The same as an error of the rule file; only of use if it did not pass. */
    public RuleError error() {
        return new RuleError(file, line, column, "example \"%s\": %s".formatted(name, problem));
    }
}
