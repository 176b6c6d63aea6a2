package io.lexiops.server.sandbox;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What goes back to the caller, unless it is a stream. */
record ApiAnswer(int code, JsonNode body, List<String> warnings, String text) implements Reply {

    ApiAnswer {
        warnings = List.copyOf(warnings);
    }

    static ApiAnswer ok(JsonNode body) {
        return new ApiAnswer(200, body, List.of(), "");
    }

    static ApiAnswer created(JsonNode body, List<String> warnings) {
        return new ApiAnswer(201, body, warnings, "");
    }

    static ApiAnswer text(String text) {
        return new ApiAnswer(200, Trees.JSON.missingNode(), List.of(), text);
    }

    ApiAnswer with(JsonNode otherBody) {
        return new ApiAnswer(code, otherBody, warnings, text);
    }
}
