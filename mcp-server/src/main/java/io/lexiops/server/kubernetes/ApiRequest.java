package io.lexiops.server.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to the API server.
 *
 * @param path        encoded, from the root: {@code /api/v1/namespaces/shop/pods}
 * @param query       name and value, not yet encoded
 * @param body        null for none
 * @param contentType of the body
 * @param accept      what the answer may be
 */
@SuppressWarnings("ArrayRecordComponent") // a body, sent once, never compared
record ApiRequest(
        String method,
        String path,
        List<Map.Entry<String, String>> query,
        byte @Nullable [] body,
        String contentType,
        String accept) {

    static final String JSON = "application/json";

    static ApiRequest get(String path) {
        return new ApiRequest("GET", path, List.of(), null, JSON, JSON);
    }

    ApiRequest with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        var more = new ArrayList<>(query);
        more.add(Map.entry(name, String.valueOf(value)));
        return new ApiRequest(method, path, List.copyOf(more), body, contentType, accept);
    }

    ApiRequest sending(String newMethod, Object tree, String newContentType) {
        return new ApiRequest(newMethod, path, query, JsonText.bytes(tree), newContentType, accept);
    }

    ApiRequest accepting(String newAccept) {
        return new ApiRequest(method, path, query, body, contentType, newAccept);
    }

    /** Whether it may be sent again after an error without doing anything twice. */
    boolean repeatable() {
        return method.equals("GET") || query.contains(Map.entry("dryRun", "All"));
    }
}
