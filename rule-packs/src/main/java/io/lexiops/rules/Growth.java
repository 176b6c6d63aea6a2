package io.lexiops.rules;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * How much larger than its input the value of an expression can be.
 *
 * <p>CEL always ends, but {@code [s].map(x, x + x).map(x, x + x)} doubles a text with each step. What a loop or a binding
 * multiplies is the number of times that it uses its variable; the product over all of them bounds the whole.
 */
final class Growth {

    static final long LARGEST = 10_000;

    private Growth() {}

    /** At most one more than {@link #LARGEST}. */
    static long of(CelExpr expression) {
        long growth = 1;
        var open = new ArrayDeque<CelExpr>(List.of(expression));
        while (!open.isEmpty()) {
            var next = open.pop();
            if (next.getKind() == Kind.COMPREHENSION) {
                var loop = next.comprehension();
                if (loop.accuInit().getKind() != Kind.CONSTANT) {
                    growth *= Math.max(1, uses(loop.iterVar(), loop.loopStep()));
                }
                growth *= Math.max(1, uses(loop.accuVar(), loop.result()));
                if (growth > LARGEST) {
                    return LARGEST + 1;
                }
            }
            open.addAll(parts(next));
        }
        return growth;
    }

    private static int uses(String variable, CelExpr expression) {
        int uses = 0;
        var open = new ArrayDeque<CelExpr>(List.of(expression));
        while (!open.isEmpty()) {
            var next = open.pop();
            if (next.getKind() == Kind.IDENT && next.ident().name().equals(variable)) {
                uses++;
            }
            open.addAll(parts(next));
        }
        return uses;
    }

    private static List<CelExpr> parts(CelExpr expression) {
        return switch (expression.getKind()) {
            case SELECT -> List.of(expression.select().operand());
            case CALL -> {
                var parts = new ArrayList<CelExpr>(expression.call().args());
                expression.call().target().ifPresent(parts::add);
                yield parts;
            }
            case LIST -> expression.list().elements();
            case STRUCT ->
                expression.struct().entries().stream()
                        .map(CelExpr.CelStruct.Entry::value)
                        .toList();
            case MAP ->
                expression.map().entries().stream()
                        .flatMap(entry -> List.of(entry.key(), entry.value()).stream())
                        .toList();
            case COMPREHENSION -> {
                var loop = expression.comprehension();
                yield List.of(loop.iterRange(), loop.accuInit(), loop.loopCondition(), loop.loopStep(), loop.result());
            }
            case CONSTANT, IDENT, NOT_SET -> List.of();
        };
    }
}
