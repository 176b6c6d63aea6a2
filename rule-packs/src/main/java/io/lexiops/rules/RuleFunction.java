package io.lexiops.rules;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.Set;

/** A function that rules may call besides those of CEL. It must be pure and its result bounded by its arguments. */
record RuleFunction(CelFunctionDecl declaration, Set<CelFunctionBinding> bindings) {

    static RuleFunction of(String name, CelOverloadDecl overload, CelFunctionBinding binding) {
        return of(name, List.of(overload), List.of(binding));
    }

    static RuleFunction of(String name, List<CelOverloadDecl> overloads, List<CelFunctionBinding> bindings) {
        return new RuleFunction(
                CelFunctionDecl.newFunctionDeclaration(name, overloads),
                CelFunctionBinding.fromOverloads(name, bindings));
    }
}
