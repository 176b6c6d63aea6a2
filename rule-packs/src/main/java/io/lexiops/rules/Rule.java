package io.lexiops.rules;

import java.util.List;

/** One rule of any kind. */
interface Rule {

    /** Pack and name: {@code core/replica-change}. */
    String id();

    /** The file that it was read from, for messages. */
    String file();

    /** Runs its examples; the packs are all that are loaded, with this one. */
    List<ExampleResult> examples(RulePacks packs);
}
