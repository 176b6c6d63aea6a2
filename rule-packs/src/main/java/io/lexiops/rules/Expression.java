package io.lexiops.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.util.Map;

/** A compiled CEL expression: a pure function of its variables. */
final class Expression {

    private final Program program;

    Expression(Program program) {
        this.program = program;
    }

    /** Its value, as CEL has it. */
    Object value(Map<String, ?> variables) throws EvaluationFailed {
        try {
            var value = program.eval(variables);
            if (value == null) {
                throw new EvaluationFailed("no value");
            }
            return value;
        } catch (CelEvaluationException e) {
            throw new EvaluationFailed(reason(e), e);
        } catch (RuntimeException e) {
            // What the evaluator does not translate is still "has no value": a rule fails closed, it does not break a
            // call.
            throw new EvaluationFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** True or false; anything else has no value. */
    boolean holds(Map<String, ?> variables) throws EvaluationFailed {
        if (value(variables) instanceof Boolean yes) {
            return yes;
        }
        throw new EvaluationFailed("the condition is neither true nor false");
    }

    private static String reason(CelEvaluationException e) {
        var message = String.valueOf(e.getMessage());
        int place = message.indexOf(": ");
        return message.startsWith("evaluation error at") && place > 0 ? message.substring(place + 2) : message;
    }
}
