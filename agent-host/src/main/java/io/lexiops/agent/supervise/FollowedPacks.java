package io.lexiops.agent.supervise;

import io.lexiops.agent.plan.PacksInForce;
import io.lexiops.rules.RulePackRejected;
import io.lexiops.rules.RulePacks;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** The built-in packs and, above them, what is in force of the operators' repository. */
final class FollowedPacks implements PacksInForce, SignalRules, SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(FollowedPacks.class);

    private final Supplier<RulePacks> builtIn;

    private final Supplier<Optional<RulesInForce>> operators;

    private volatile @Nullable State state;

    /** What holds, and the commit that it was decided for. */
    private record State(RulePacks packs, String commit) {}

    FollowedPacks(Supplier<RulePacks> builtIn, Supplier<Optional<RulesInForce>> operators) {
        this.builtIn = builtIn;
        this.operators = operators;
    }

    /** The host is not ready before its rules are; broken built-in rules stop the start. */
    @Override
    public void afterSingletonsInstantiated() {
        current();
    }

    private State known() {
        var known = state;
        return known == null ? new State(builtIn.get(), "") : known;
    }

    @Override
    public RulePacks current() {
        var known = known();
        return operators
                .get()
                .filter(rules -> !rules.commit().equals(known.commit()))
                .map(this::follow)
                .orElse(known.packs());
    }

    private synchronized RulePacks follow(RulesInForce rules) {
        var before = known();
        if (rules.commit().equals(before.commit())) {
            return before.packs();
        }
        var now = new State(packs(rules, before.packs()), rules.commit());
        state = now;
        return now.packs();
    }

    private RulePacks packs(RulesInForce rules, RulePacks before) {
        try {
            return builtIn.get().and(rules.directory(), rules.commit());
        } catch (RulePackRejected e) {
            // They were valid once: this program's built-in packs are newer than those they were checked with.
            log.atError().addKeyValue("commit", rules.commit()).setCause(e).log("rules not usable any more");
            return before;
        }
    }

    @Override
    public List<SignalRule> inForce() {
        return current().signals().stream()
                .map(signal -> new SignalRule(signal.id(), kind(signal.kind()), signal.cases(), signal.window()))
                .toList();
    }

    private static SignalRule.Kind kind(io.lexiops.rules.Signal.Kind kind) {
        return switch (kind) {
            case REPEATED_CAUSE -> SignalRule.Kind.REPEATED_CAUSE;
            case REPEATED_REJECTION -> SignalRule.Kind.REPEATED_REJECTION;
            case UNKNOWN_INTENT -> SignalRule.Kind.UNKNOWN_INTENT;
        };
    }
}
