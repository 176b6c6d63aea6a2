package io.lexiops.rules;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.Optional;

/**
 * {@code has(a.b.c)} as {@code has(a.b) && has(a.b.c)}. In standard CEL it is an error if {@code a.b} is absent; here that is
 * simply false.
 */
final class HasMacro {

    private HasMacro() {}

    static CelMacro deep() {
        return CelMacro.newGlobalMacro("has", 1, (factory, _, arguments) -> {
            var field = arguments.getFirst();
            return Optional.of(
                    field.getKind() == Kind.SELECT && !field.select().testOnly()
                            ? present(factory, field)
                            : factory.reportError("has() takes a field, for example has(new.spec.replicas)"));
        });
    }

    private static CelExpr present(CelMacroExprFactory factory, CelExpr field) {
        var operand = field.select().operand();
        var test = factory.newSelect(factory.copy(operand), field.select().field(), true);
        return operand.getKind() == Kind.SELECT && !operand.select().testOnly()
                ? factory.newGlobalCall("_&&_", present(factory, operand), test)
                : test;
    }
}
