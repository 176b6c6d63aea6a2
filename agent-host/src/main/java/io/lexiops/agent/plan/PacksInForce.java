package io.lexiops.agent.plan;

import io.lexiops.rules.RulePacks;

/** The rules that hold now. */
public interface PacksInForce {

    /** One state of all packs; a plan is made under one state. */
    RulePacks current();
}
