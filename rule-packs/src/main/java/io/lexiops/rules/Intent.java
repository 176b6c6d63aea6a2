package io.lexiops.rules;

import java.util.List;

/** A rule about words: what an operator who says such a thing wants done. */
public final class Intent implements Rule {

    private final String id;

    private final String file;

    Intent(String id, String file) {
        this.id = id;
        this.file = file;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public List<ExampleResult> examples(RulePacks packs) {
        return List.of();
    }
}
