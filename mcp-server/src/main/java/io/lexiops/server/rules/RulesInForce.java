package io.lexiops.server.rules;

import io.lexiops.rules.RulePacks;

/** The rules that hold now. */
public interface RulesInForce {

    /** One state of all packs; ask once for each decision, the next answer may be another state. */
    RulePacks current();
}
