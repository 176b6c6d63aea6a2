package io.lexiops.rules;

import java.util.List;

/** What only a person can do about a cause: why, and the commands. */
public record Handover(String because, List<String> commands) {

    public Handover {
        commands = List.copyOf(commands);
    }
}
