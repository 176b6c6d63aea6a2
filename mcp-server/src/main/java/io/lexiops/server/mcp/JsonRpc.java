package io.lexiops.server.mcp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a JSON-RPC message before the SDK does: what is not one gets an answer that says why, and the id of a call goes
 * along with it.
 */
final class JsonRpc {

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;
    static final int SERVER_BUSY = -32000;
    static final int FORBIDDEN = -32003;
    static final int HEADER_MISMATCH = -32020;
    static final int MISSING_CAPABILITY = -32021;
    static final int UNSUPPORTED_VERSION = -32022;

    private static final int MAX_DEPTH = 200;
    // Jackson tells it only in words.
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*)\"", Pattern.DOTALL);
    private static final Set<String> WITH_PARAMS = Set.of(
            "initialize", "tools/call", "resources/read", "prompts/get", "completion/complete", "logging/setLevel");

    private static final Set<String> HANDLED =
            Set.of("tools/call", "resources/read", "prompts/get", "completion/complete");

    // Duplicate names are how two readers of one message are made to see different things.
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private JsonRpc() {}

    static Message read(byte[] body) {
        Object tree;
        try {
            tree = JSON.readValue(body, Object.class);
        } catch (JacksonException e) {
            throw new Refused(PARSE_ERROR, unreadable(e), null);
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw new Refused(INVALID_REQUEST, "one JSON-RPC message is expected, as an object", null);
        }
        return checked(map);
    }

    /** What is wrong with a body that may well be JSON; never a piece of it but the name of a field. */
    private static String unreadable(JacksonException why) {
        var duplicate = DUPLICATE.matcher(why.getOriginalMessage());
        if (duplicate.matches()) {
            return "the field \"" + shortened(duplicate.group(1)) + "\" stands twice in one object of the body";
        }
        if (why instanceof StreamConstraintsException) {
            return why.getOriginalMessage().contains("nesting depth")
                    ? "the body is nested deeper than " + MAX_DEPTH + " levels"
                    : "a number or a text of the body is too long";
        }
        return "the body is not JSON";
    }

    static Map<String, Object> error(@Nullable Object id, int code, String message) {
        var response = new LinkedHashMap<String, Object>();
        response.put("jsonrpc", "2.0");
        putId(response, id);
        var error = new LinkedHashMap<String, Object>();
        error.put("code", code);
        error.put("message", message);
        response.put("error", error);
        return response;
    }

    static Map<String, Object> result(Object id, Map<String, Object> result) {
        var response = new LinkedHashMap<String, Object>();
        response.put("jsonrpc", "2.0");
        response.put("id", id);
        response.put("result", result);
        return response;
    }

    static Map<String, Object> notification(String method, Map<String, Object> params) {
        var notification = new LinkedHashMap<String, Object>();
        notification.put("jsonrpc", "2.0");
        notification.put("method", method);
        notification.put("params", params);
        return notification;
    }

    static byte[] write(Map<String, Object> message) {
        return JSON.writeValueAsBytes(message);
    }

    @SuppressWarnings("NullAway") // the id of an error is null where the request's is not known
    private static void putId(Map<String, Object> response, @Nullable Object id) {
        response.put("id", id);
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Message checked(Map<?, ?> map) {
        var message = new LinkedHashMap<>((Map<String, Object>) map);
        var id = message.get("id");
        if (!"2.0".equals(message.get("jsonrpc"))) {
            throw new Refused(INVALID_REQUEST, "jsonrpc must be \"2.0\"", scalar(id));
        }
        if (message.containsKey("id") && scalar(id) == null) {
            throw new Refused(INVALID_REQUEST, "id must be a string or an integer", null);
        }
        if (!message.containsKey("method")) {
            if (id == null || (!message.containsKey("result") && !message.containsKey("error"))) {
                throw new Refused(INVALID_REQUEST, "a message is a request, a notification or a response", scalar(id));
            }
            return new Message(message, null, id, Map.of());
        }
        if (!(message.get("method") instanceof String method)) {
            throw new Refused(INVALID_REQUEST, "method must be a string", id);
        }
        return new Message(message, method, id, params(message, method, id));
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> params(Map<String, Object> message, String method, @Nullable Object id) {
        var params = message.get("params");
        if (params == null && !WITH_PARAMS.contains(method)) {
            return Map.of();
        }
        if (!(params instanceof Map<?, ?> map)) {
            throw new Refused(INVALID_PARAMS, "params of " + shortened(method) + " must be an object", id);
        }
        switch (method) {
            case "tools/call" -> checkCall(map, id);
            case "initialize" -> {
                // The revision without sessions has no such method, and says so later.
                if (!(map.get("_meta") instanceof Map<?, ?> meta
                        && meta.containsKey(StatelessRequest.PROTOCOL_VERSION))) {
                    checkInitialize(map, id);
                }
            }
            // The SDK fails on them after it has begun to answer.
            case "resources/read" ->
                check(map.get("uri") instanceof String, "params.uri of resources/read must be a string", id);
            case "prompts/get" -> {
                check(map.get("name") instanceof String, "params.name of prompts/get must be the name of a prompt", id);
                check(isObjectOrAbsent(map.get("arguments")), "params.arguments of prompts/get must be an object", id);
            }
            case "completion/complete" -> checkCompletion(map, id);
            default -> {}
        }
        if (map.get("_meta") != null && !(map.get("_meta") instanceof Map<?, ?>)) {
            throw new Refused(INVALID_PARAMS, "_meta must be an object", id);
        }
        return (Map<String, Object>) map;
    }

    private static void checkCall(Map<?, ?> params, @Nullable Object id) {
        if (!(params.get("name") instanceof String)) {
            throw new Refused(INVALID_PARAMS, "params.name of tools/call must be the name of a tool", id);
        }
        if (params.get("arguments") != null && !(params.get("arguments") instanceof Map<?, ?>)) {
            throw new Refused(INVALID_PARAMS, "params.arguments of tools/call must be an object", id);
        }
    }

    private static void checkCompletion(Map<?, ?> params, @Nullable Object id) {
        boolean whole = params.get("ref") instanceof Map<?, ?> reference
                && reference.get("type") instanceof String
                && params.get("argument") instanceof Map<?, ?> argument
                && argument.get("name") instanceof String
                && argument.get("value") instanceof String
                && isObjectOrAbsent(params.get("context"));
        check(whole, "completion/complete has a ref, and an argument with name and value", id);
    }

    private static boolean isObjectOrAbsent(@Nullable Object value) {
        return value == null || value instanceof Map<?, ?>;
    }

    private static void check(boolean right, String otherwise, @Nullable Object id) {
        if (!right) {
            throw new Refused(INVALID_PARAMS, otherwise, id);
        }
    }

    private static void checkInitialize(Map<?, ?> params, @Nullable Object id) {
        if (!(params.get("protocolVersion") instanceof String)
                || !(params.get("capabilities") instanceof Map<?, ?>)
                || !(params.get("clientInfo") instanceof Map<?, ?>)) {
            throw new Refused(INVALID_PARAMS, "initialize has a protocolVersion, capabilities and clientInfo", id);
        }
    }

    private static @Nullable Object scalar(@Nullable Object id) {
        return id instanceof String || id instanceof Integer || id instanceof Long ? id : null;
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    /**
     * A well-formed message.
     *
     * @param method null for a response
     * @param id     null for a notification
     */
    record Message(
            Map<String, Object> content,
            @Nullable String method,
            @Nullable Object id,
            Map<String, Object> params) {

        boolean is(String wanted) {
            return wanted.equals(method);
        }

        /** The request that a cancellation names. */
        Optional<Object> cancels() {
            return is("notifications/cancelled") ? Optional.ofNullable(params.get("requestId")) : Optional.empty();
        }

        /** As bytes, with the id of a request where its handler can see it. */
        byte[] forwarded() {
            if (method == null || !HANDLED.contains(method) || id == null) {
                return write(content);
            }
            var meta = new LinkedHashMap<String, Object>();
            if (params.get("_meta") instanceof Map<?, ?> given) {
                given.forEach((key, value) -> meta.put(String.valueOf(key), value));
            }
            meta.put(McpSessions.REQUEST_ID, id);
            var withId = new LinkedHashMap<>(params);
            withId.put("_meta", meta);
            var forwarded = new LinkedHashMap<>(content);
            forwarded.put("params", withId);
            return write(forwarded);
        }
    }

    /** Not a message that can be passed on. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int code;
        private final transient @Nullable Object id;

        Refused(int code, String message, @Nullable Object id) {
            super(message, null, false, false);
            this.code = code;
            this.id = id;
        }

        Map<String, Object> toError() {
            return error(id, code, String.valueOf(getMessage()));
        }
    }
}
