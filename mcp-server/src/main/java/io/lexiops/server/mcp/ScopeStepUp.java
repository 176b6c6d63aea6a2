package io.lexiops.server.mcp;

import io.lexiops.server.access.ProtectedResource;
import io.lexiops.server.access.ToolScopes;
import io.lexiops.server.tool.Caller;
import java.util.Map;
import java.util.Optional;

/** Tells a client which scope a call needs, in the way in which it can go and get it: before the call, by status 403. */
record ScopeStepUp(ToolRegistry registry, ToolScopes scopes, ProtectedResource resource) {

    /** The answer to a call of a tool that the caller's scopes do not open; empty if they do. */
    Optional<Refusal> refusal(JsonRpc.Message message, Caller caller) {
        return message.is("tools/call")
                ? registry.find(String.valueOf(message.params().get("name")))
                        .flatMap(entry -> scopes.missing(caller, entry.spec()))
                        .map(scope -> refusal(message, scope))
                : Optional.empty();
    }

    private Refusal refusal(JsonRpc.Message message, String scope) {
        var why = "this tool needs the scope " + scope;
        return new Refusal(resource.stepUp(scope, why), JsonRpc.error(message.id(), JsonRpc.FORBIDDEN, why));
    }

    /**
     * A refusal.
     *
     * @param challenge the value of {@code WWW-Authenticate}
     */
    record Refusal(String challenge, Map<String, Object> error) {}
}
