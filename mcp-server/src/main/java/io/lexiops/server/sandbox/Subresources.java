package io.lexiops.server.sandbox;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What is neither a plain verb nor status or scale: reviews, tokens, logs, evictions, finalizers of a namespace. */
final class Subresources {

    private final Machinery machinery;
    private final AccessReviews reviews;
    private final Tokens tokens;
    private final PodLogs logs;
    private final Evictions evictions;
    private final RequestBodies bodies;

    Subresources(Machinery machinery, AccessReviews reviews, Tokens tokens, PodLogs logs, Evictions evictions) {
        this.machinery = machinery;
        this.reviews = reviews;
        this.tokens = tokens;
        this.logs = logs;
        this.evictions = evictions;
        this.bodies = new RequestBodies(machinery.schema());
    }

    boolean serves(ResourceType type, String subresource) {
        return type.subresources().contains(subresource);
    }

    boolean isSpecial(ResourceCall call) {
        return AccessReviews.KINDS.contains(call.type().kind())
                || List.of("token", "log", "eviction", "exec", "binding", "finalize")
                        .contains(call.subresource());
    }

    ApiAnswer answer(ResourceCall call) {
        if (call.subresource().isEmpty()) {
            var body = bodies.read(call, call.request().writeOptions());
            return ApiAnswer.created(reviews.review(call, body.object()), body.warnings());
        }
        return switch (call.subresource()) {
            case "log" -> logs.read(call);
            case "token" -> token(call);
            case "eviction" -> evictions.evict(call, (ObjectNode) bodies.tree(call.request()));
            case "finalize" -> finalizeNamespace(call);
            default -> throw ApiFailure.badRequest("unable to upgrade: the simulated cluster runs no processes");
        };
    }

    private ApiAnswer token(ResourceCall call) {
        var account = machinery
                .store()
                .find(call.id())
                .orElseThrow(() -> ApiFailure.notFound("", "serviceaccounts", call.name()));
        var request = (ObjectNode) bodies.tree(call.request());
        var audiences = Trees.texts(request, "spec", "audiences");
        var granted = audiences.isEmpty() ? List.of(Tokens.DEFAULT_AUDIENCE) : audiences;
        int seconds = Trees.number(3600, request, "spec", "expirationSeconds");
        if (seconds < 600) {
            throw ApiFailure.invalid(
                    "authentication.k8s.io",
                    "TokenRequest",
                    "",
                    List.of(ApiFailure.Cause.invalid(
                            "spec.expirationSeconds",
                            Integer.toString(seconds),
                            "may not specify a duration less than 10 minutes")));
        }
        var lifetime = Duration.ofSeconds(seconds);
        var answer = Trees.object().put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        var metadata = answer.putObject("metadata").put("name", call.name()).put("namespace", call.namespace());
        metadata.put("creationTimestamp", Times.text(machinery.clock().instant()));
        var spec = answer.putObject("spec");
        granted.forEach(Trees.list(spec, "audiences")::add);
        spec.put("expirationSeconds", seconds);
        answer.putObject("status")
                .put("token", tokens.issue(account, granted, lifetime))
                .put(
                        "expirationTimestamp",
                        Times.text(machinery.clock().instant().plus(lifetime)));
        return ApiAnswer.created(answer, List.of());
    }

    private ApiAnswer finalizeNamespace(ResourceCall call) {
        var wanted = (ObjectNode) bodies.tree(call.request());
        var updated = machinery
                .writes()
                .update(call.type(), call.id(), "finalize", call.request().writeOptions(), call.identity(), live -> {
                    var finalizers = Trees.at(wanted, "spec", "finalizers");
                    Trees.child(live, "spec").set("finalizers", finalizers.isArray() ? finalizers : Trees.array());
                    return live;
                });
        return ApiAnswer.ok(updated);
    }
}
