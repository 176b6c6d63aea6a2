package io.lexiops.agent.supervise;

import io.lexiops.rules.RulePackRejected;
import io.lexiops.rules.RulePacks;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Loads the operators' packs above the built-in ones, as the programs do. */
final class RulePackCheck implements RuleCheck {

    private final Supplier<RulePacks> builtIn;

    RulePackCheck(Supplier<RulePacks> builtIn) {
        this.builtIn = builtIn;
    }

    @Override
    public List<RuleProblem> check(Path directory) {
        try {
            builtIn.get().and(directory, null);
            return List.of();
        } catch (RulePackRejected e) {
            return e.errors().stream()
                    .map(error -> new RuleProblem(error.file(), error.line(), error.column(), error.message()))
                    .toList();
        }
    }
}
