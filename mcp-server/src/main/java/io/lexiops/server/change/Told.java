package io.lexiops.server.change;

import java.util.Map;

/**
 * What a write has to tell beside its objects; not redacted yet.
 *
 * @param text  for people, for example the output of a command; may be empty
 * @param facts a small JSON tree for programs; not the text again
 */
public record Told(String text, Map<String, Object> facts) {

    /** Of a write whose objects say everything. */
    public static final Told NOTHING = new Told("", Map.of());

    public Told {
        facts = Map.copyOf(facts);
    }
}
