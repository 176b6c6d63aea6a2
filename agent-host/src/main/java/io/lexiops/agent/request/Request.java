package io.lexiops.agent.request;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator, or an alert, handed over.
 *
 * @param text           the words as they came; at most {@link #MAX_TEXT} characters
 * @param namespace      where the words are meant; null if not said
 * @param requester      who asks, for the audit trail
 * @param approvedAhead  whether the requester approves the plan in advance, as far as one person may
 * @param origin         what kind of thing came in
 * @param idempotencyKey the same key is the same request; null if none was given
 */
public record Request(
        RequestId id,
        String text,
        @Nullable String namespace,
        Mode mode,
        String requester,
        boolean approvedAhead,
        Origin origin,
        @Nullable String idempotencyKey,
        Instant receivedAt) {

    /** The longest text that is read as a request; longer ones are refused with this limit. */
    public static final int MAX_TEXT = 20_000;

    /** What kind of thing came in. */
    public enum Origin {
        OPERATOR,
        ALERT
    }

    public Request {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the request is empty: say what to do or what to find out");
        }
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "a request has at most %d characters, not %d".formatted(MAX_TEXT, text.length()));
        }
        if (requester.isBlank()) {
            throw new IllegalArgumentException("a request has a requester");
        }
    }
}
