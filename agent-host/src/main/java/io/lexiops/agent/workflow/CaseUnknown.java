package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;

/** There is no such case. */
public final class CaseUnknown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private CaseUnknown(RequestId id) {
        super("there is no case " + id + "; `copilot list` shows the newest");
    }

    public static CaseUnknown of(RequestId id) {
        return new CaseUnknown(id);
    }
}
