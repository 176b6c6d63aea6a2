package io.lexiops.rules;

import java.util.List;

/**
 * A pack that was read.
 *
 * @param owner       who answers for it
 * @param rules       in the order of their files
 * @param mutes       rules of other packs that it silences
 * @param tightenings guards of other packs that it makes weigh more
 */
record Pack(
        PackVersion version,
        String owner,
        String description,
        List<Rule> rules,
        List<Placed<Mute>> mutes,
        List<Placed<Tightening>> tightenings) {

    Pack {
        rules = List.copyOf(rules);
        mutes = List.copyOf(mutes);
        tightenings = List.copyOf(tightenings);
    }

    /** A guard of another pack weighs more from now on. */
    record Tightening(String rule, Severity severity) {}

    /** Something with the place where it stands, for messages. */
    record Placed<T>(T what, RuleYaml where) {}

    String name() {
        return version.name();
    }
}
