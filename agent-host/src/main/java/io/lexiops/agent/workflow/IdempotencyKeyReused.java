package io.lexiops.agent.workflow;

/** The same key came with another request. */
public final class IdempotencyKeyReused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IdempotencyKeyReused(String key) {
        super("the idempotency key '%s' belongs to another request: use a new one".formatted(key));
    }
}
