package io.lexiops.server.audit;

/** The trail cannot be written or read. */
public final class AuditUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AuditUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
