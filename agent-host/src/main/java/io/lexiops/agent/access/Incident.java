package io.lexiops.agent.access;

import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that should not happen: the caller gets its id, the log has the rest under it.
 *
 * @param id found in the log as {@code incident}
 */
public record Incident(String id) {

    private static final Logger log = LoggerFactory.getLogger(Incident.class);

    /** Writes the cause into the log; the caller must not see it, it may quote what is secret. */
    public static Incident of(Throwable cause) {
        var incident = new Incident(UUID.randomUUID().toString());
        log.atError().addKeyValue("incident", incident.id()).setCause(cause).log("internal error");
        return incident;
    }

    public String words() {
        return "an internal error; the log of the host has it as incident " + id;
    }
}
