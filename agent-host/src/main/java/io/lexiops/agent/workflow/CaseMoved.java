package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;

/** Somebody else added an event first; read the case again. */
public final class CaseMoved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CaseMoved(RequestId id, int expected) {
        super("case %s has moved on from its event %d".formatted(id, expected));
    }
}
