package io.lexiops.rules;

import java.util.List;

/**
 * How one kind of rule is read.
 *
 * @param folder the folder of a pack that holds these rules
 * @param key    the first key of each file, which names the rule
 */
record RuleKind(String folder, String key, Reader reader) {

    /** Makes a rule of a file. The name is checked already, and the keys {@code key} and {@code examples} exist. */
    interface Reader {
        Rule read(String id, RuleYaml file) throws BadRule;
    }

    static List<RuleKind> all() {
        return List.of(
                new RuleKind("guards", "guard", new GuardReader()),
                new RuleKind("intents", "intent", new IntentReader()),
                new RuleKind("causes", "cause", new CauseReader()),
                new RuleKind("signals", "signal", new SignalReader()));
    }
}
