package io.lexiops.server.change;

import io.lexiops.rules.Finding;
import io.lexiops.rules.GuardInput;
import io.lexiops.rules.PackVersion;
import io.lexiops.server.rules.RulesInForce;
import java.util.List;

/** The guards that judge a write. */
interface GuardPacks {

    /** Those in force now; they stay the same for the whole of one judgement. */
    InForce inForce();

    static GuardPacks of(RulesInForce rules) {
        return () -> {
            var packs = rules.current();
            return new InForce() {
                @Override
                public String digest() {
                    return packs.digest();
                }

                @Override
                public List<PackVersion> versions() {
                    return packs.versions();
                }

                @Override
                public List<Finding> judge(GuardInput input) {
                    return packs.judge(input);
                }
            };
        };
    }

    /** One state of the packs. */
    interface InForce {

        /** {@code sha256:...} over all packs; grants are sealed to it. */
        String digest();

        List<PackVersion> versions();

        /** What the guards object to about one object; they see it redacted. */
        List<Finding> judge(GuardInput input);
    }
}
