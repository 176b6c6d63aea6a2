package io.lexiops.server.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revision without sessions, 2026-07-28. The SDK does not speak it yet; when it does, this class and its neighbours
 * {@code Stateless...} go. Every request is answered by one result:
 *
 * <pre>
 * complete        it is done
 * input_required  the client answers inputRequests, and sends the request again with its answers and the requestState
 * </pre>
 */
final class StatelessEdge {

    private static final Logger log = LoggerFactory.getLogger(StatelessEdge.class);

    static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";
    static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final Offers offers;
    private final Methods methods;
    private final ListChanges changes;
    private final RequestState states;

    StatelessEdge(Offers offers, Methods methods, ListChanges changes, RequestState states) {
        this.offers = offers;
        this.methods = methods;
        this.changes = changes;
        this.states = states;
    }

    /** Opens a request; what it sends to its client before the result goes to {@code notifications}. */
    StatelessExchange open(StatelessRequest request, Consumer<Map<String, Object>> notifications) {
        return new StatelessExchange(request, states, notifications);
    }

    /**
     * Does what is asked.
     *
     * @return the JSON-RPC response
     * @throws ProtocolError if it cannot be done at all
     */
    Map<String, Object> answer(StatelessRequest request, StatelessExchange exchange) {
        try {
            return response(request, result(request, exchange));
        } catch (InputNeeded needed) {
            return response(
                    request,
                    Map.of(
                            "resultType",
                            "input_required",
                            "inputRequests",
                            needed.requests(),
                            "requestState",
                            states.seal(needed.state(), request.caller().name(), request.digest())));
        } catch (ProtocolError error) {
            throw error;
        } catch (RuntimeException e) {
            log.atError().addKeyValue("method", request.method()).setCause(e).log("unexpected failure");
            throw new ProtocolError(JsonRpc.INTERNAL_ERROR, "the server failed in an unexpected way");
        }
    }

    /** Opens a subscription and tells which of its wishes are granted. */
    ListChanges.Subscription listen(StatelessRequest request, Consumer<Map<String, Object>> notifications) {
        if (!request.params().containsKey("notifications")) {
            throw ProtocolError.params("params.notifications of subscriptions/listen must be an object");
        }
        var granted = granted(request.object("notifications"));
        notifications.accept(
                tagged(request.id(), "notifications/subscriptions/acknowledged", Map.of("notifications", granted)));
        return changes.subscribe(
                request.caller().name(),
                granted,
                (method, params) -> notifications.accept(tagged(request.id(), method, params)));
    }

    /** The last message of a subscription that this server ends. */
    Map<String, Object> ended(StatelessRequest request) {
        var result = new LinkedHashMap<String, Object>();
        result.put("resultType", "complete");
        result.put("_meta", Map.of(SUBSCRIPTION_ID, request.id(), SERVER_INFO, methods.serverInfo()));
        return JsonRpc.result(request.id(), result);
    }

    private Map<String, Object> result(StatelessRequest request, StatelessExchange exchange) {
        return switch (request.method()) {
            case "server/discover" -> cached(HOUR, "public", discovered());
            case "tools/list" -> listed(request, "tools", toolDefinitions(request));
            case "tools/call" -> methods.call(exchange, request.text("name"), request.object("arguments"));
            case "prompts/list" -> listed(request, "prompts", Offers.definitions(offers.prompts(), request.caller()));
            case "prompts/get" -> methods.prompt(exchange, request.text("name"), request.object("arguments"));
            case "resources/list" ->
                listed(request, "resources", Offers.definitions(offers.resources(), request.caller()));
            case "resources/templates/list" ->
                listed(request, "resourceTemplates", Offers.definitions(offers.templates(), request.caller()));
            // The cluster may be another one in the next moment.
            case "resources/read" -> cached(0, "private", methods.read(exchange, request.text("uri")));
            case "completion/complete" -> methods.complete(exchange, request.params());
            default -> throw ProtocolError.noSuchMethod(request.method());
        };
    }

    private Map<String, Object> discovered() {
        return Map.of(
                "supportedVersions",
                StatelessRequest.VERSIONS,
                "capabilities",
                methods.capabilities(false),
                "instructions",
                Methods.INSTRUCTIONS);
    }

    private List<Map<String, Object>> toolDefinitions(StatelessRequest request) {
        return offers.tools().stream()
                .filter(tool -> tool.visibleTo(request.caller()))
                .map(ParameterHeaders::withHeaders)
                .toList();
    }

    private static Map<String, Object> listed(
            StatelessRequest request, String what, List<Map<String, Object>> definitions) {
        if (request.params().containsKey("cursor")) {
            throw ProtocolError.params("params.cursor comes from no list of this server: all its lists have one page");
        }
        // Lists differ by caller.
        return cached(MINUTE, "private", Map.of(what, definitions));
    }

    private static Map<String, Object> cached(long milliseconds, String scope, Map<String, Object> result) {
        var cached = new LinkedHashMap<>(result);
        cached.put("ttlMs", milliseconds);
        cached.put("cacheScope", scope);
        return cached;
    }

    private Map<String, Object> response(StatelessRequest request, Map<String, Object> result) {
        var whole = new LinkedHashMap<String, Object>();
        whole.put("resultType", "complete");
        whole.putAll(result);
        var meta = new LinkedHashMap<String, Object>();
        if (result.get("_meta") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> meta.put(String.valueOf(key), value));
        }
        meta.put(SERVER_INFO, methods.serverInfo());
        whole.put("_meta", meta);
        return JsonRpc.result(request.id(), whole);
    }

    private Map<String, Object> granted(Map<String, Object> wishes) {
        var granted = new LinkedHashMap<String, Object>();
        for (var wish : Set.of("toolsListChanged", "promptsListChanged", "resourcesListChanged")) {
            if (Boolean.TRUE.equals(wishes.get(wish)) && offered(wish)) {
                granted.put(wish, true);
            }
        }
        return granted;
    }

    private boolean offered(String wish) {
        return switch (wish) {
            case "promptsListChanged" -> !offers.prompts().isEmpty();
            case "resourcesListChanged" ->
                !offers.resources().isEmpty() || !offers.templates().isEmpty();
            default -> true;
        };
    }

    private static Map<String, Object> tagged(Object id, String method, Map<String, Object> params) {
        var tagged = new LinkedHashMap<>(params);
        tagged.put("_meta", Map.of(SUBSCRIPTION_ID, id));
        return JsonRpc.notification(method, tagged);
    }
}
