package io.lexiops.agent.request;

import java.util.regex.Pattern;

/** Names a request and its case: short enough to say aloud, {@code k7f3-9q2m}. */
public record RequestId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]{4}-[a-z0-9]{4}");

    public RequestId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a request id looks like k7f3-9q2m, not " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
