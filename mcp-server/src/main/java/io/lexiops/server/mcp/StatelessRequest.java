package io.lexiops.server.mcp;

import io.lexiops.server.audit.ArgumentsDigest;
import io.lexiops.server.tool.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request of the revisions without sessions: everything that it needs stands in itself. */
record StatelessRequest(Object id, String method, Map<String, Object> params, Map<String, Object> meta, Caller caller) {

    static final String VERSION = "2026-07-28";
    static final List<String> VERSIONS = List.of(VERSION);

    static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";

    /** There since this revision; whoever calls them speaks it. */
    private static final Set<String> NEW_METHODS = Set.of("server/discover", "subscriptions/listen");

    /** Whether a message is of this revision, by what it says of itself. */
    static boolean isOne(JsonRpc.Message message) {
        return message.method() != null
                && (NEW_METHODS.contains(message.method())
                        || (message.params().get("_meta") instanceof Map<?, ?> meta
                                && meta.containsKey(PROTOCOL_VERSION)));
    }

    /**
     * Reads the envelope.
     *
     * @throws ProtocolError if something that every request has is missing, or the version is not served
     */
    static StatelessRequest of(JsonRpc.Message message, Object id, String method, Caller caller) {
        var meta = message.params().get("_meta") instanceof Map<?, ?> given ? tree(given) : Map.<String, Object>of();
        if (!(meta.get(PROTOCOL_VERSION) instanceof String version)) {
            throw ProtocolError.params("params._meta has " + PROTOCOL_VERSION + ", for example \"" + VERSION + "\"");
        }
        if (!VERSIONS.contains(version)) {
            throw new ProtocolError(
                    JsonRpc.UNSUPPORTED_VERSION,
                    "this protocol version is not served",
                    Map.of("supported", VERSIONS, "requested", version));
        }
        if (!(meta.get(CLIENT_CAPABILITIES) instanceof Map<?, ?>)) {
            throw ProtocolError.params("params._meta has " + CLIENT_CAPABILITIES + ", an object; {} means none");
        }
        return new StatelessRequest(id, method, message.params(), meta, caller);
    }

    /** What is asked, without what belongs to one round only. */
    String digest() {
        var asked = new LinkedHashMap<>(params);
        asked.keySet().removeAll(Set.of("_meta", "inputResponses", "requestState"));
        return method + " " + ArgumentsDigest.of(JsonTrees.normal(asked));
    }

    String text(String name) {
        if (params.get(name) instanceof String text) {
            return text;
        }
        throw ProtocolError.params("params." + name + " of " + method + " must be a string");
    }

    /** An object in the parameters; empty if it is not there. */
    Map<String, Object> object(String name) {
        return switch (params.get(name)) {
            case null -> {
                if (params.containsKey(name)) {
                    throw ProtocolError.params("params." + name + " of " + method + " must be an object, not null");
                }
                yield Map.of();
            }
            case Map<?, ?> map -> tree(map);
            default -> throw ProtocolError.params("params." + name + " of " + method + " must be an object");
        };
    }

    boolean can(Exchange.Ability ability) {
        var capabilities = tree((Map<?, ?>) meta.getOrDefault(CLIENT_CAPABILITIES, Map.of()));
        return switch (ability) {
            // Without a mode it is the one that was there first.
            case ELICITATION ->
                capabilities.get("elicitation") instanceof Map<?, ?> modes
                        && (modes.isEmpty() || modes.containsKey("form"));
            case SAMPLING -> capabilities.get("sampling") instanceof Map<?, ?>;
            case ROOTS -> capabilities.get("roots") instanceof Map<?, ?>;
        };
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> tree(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
