package io.lexiops.rules;

import java.time.LocalDate;

/**
 * A pack silences a rule of another pack for a time.
 *
 * @param rule  pack and rule
 * @param owner who answers for it
 * @param until the last day that it holds, in UTC
 */
public record Mute(String rule, String owner, String reason, LocalDate until) {

    boolean holdsOn(LocalDate day) {
        return !day.isAfter(until);
    }
}
