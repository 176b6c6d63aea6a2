package io.lexiops.server.http;

import java.util.Map;

/**
 * What a backend answered.
 *
 * @param json the body as a JSON tree (integers are {@code Long}); empty if it was no JSON object
 * @param text the first characters of the body, for error messages
 */
public record HttpAnswer(int status, Map<String, Object> json, String text) {

    public boolean ok() {
        return status >= 200 && status < 300;
    }
}
