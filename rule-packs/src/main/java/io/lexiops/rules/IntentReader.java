package io.lexiops.rules;

/** Reads intents. */
final class IntentReader implements RuleKind.Reader {

    @Override
    public Intent read(String id, RuleYaml file) {
        return new Intent(id, file.file());
    }
}
