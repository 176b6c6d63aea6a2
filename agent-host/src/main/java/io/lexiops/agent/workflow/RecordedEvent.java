package io.lexiops.agent.workflow;

import java.time.Instant;

/**
 * An event at its place in the journal.
 *
 * @param number from 1 within its case, without gaps
 * @param actor  who made it happen: {@code user:<name>} or a role of the program
 */
public record RecordedEvent(int number, Instant at, String actor, CaseEvent event) {}
