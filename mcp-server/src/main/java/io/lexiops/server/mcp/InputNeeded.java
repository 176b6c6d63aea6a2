package io.lexiops.server.mcp;

import java.util.Map;

/** A request cannot go on without an answer of its client, and will come again with it. */
final class InputNeeded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, Map<String, Object>> requests;
    private final transient RequestState.Content state;

    InputNeeded(Map<String, Map<String, Object>> requests, RequestState.Content state) {
        super("input is needed: " + String.join(", ", requests.keySet()), null, false, false);
        this.requests = requests;
        this.state = state;
    }

    Map<String, Map<String, Object>> requests() {
        return requests;
    }

    /** What the client is to send back unread. */
    RequestState.Content state() {
        return state;
    }
}
