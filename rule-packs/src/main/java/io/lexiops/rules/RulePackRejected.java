package io.lexiops.rules;

import java.util.List;
import java.util.stream.Collectors;

/** A pack does not parse, does not type-check or fails one of its own examples; it is refused as a whole. */
public final class RulePackRejected extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 20;

    private final transient List<RuleError> errors;

    public RulePackRejected(List<RuleError> errors) {
        super(errors.stream().limit(SHOWN).map(RuleError::toString).collect(Collectors.joining("\n")));
        this.errors = List.copyOf(errors);
    }

    /** What is wrong, by file and line; at least one. */
    public List<RuleError> errors() {
        return errors;
    }
}
