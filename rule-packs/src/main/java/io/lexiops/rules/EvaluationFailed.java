package io.lexiops.rules;

/** An expression has no value for these variables, for example because a field is absent. The caller decides what then. */
final class EvaluationFailed extends Exception {

    private static final long serialVersionUID = 1L;

    EvaluationFailed(String message) {
        super(message);
    }

    EvaluationFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
