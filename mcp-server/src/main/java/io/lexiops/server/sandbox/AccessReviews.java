package io.lexiops.server.sandbox;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers who may do what, and whose token that is. */
final class AccessReviews {

    static final Set<String> KINDS = Set.of(
            "TokenReview",
            "SelfSubjectAccessReview",
            "SelfSubjectRulesReview",
            "SubjectAccessReview",
            "LocalSubjectAccessReview");

    private final Rbac rbac;
    private final Tokens tokens;

    AccessReviews(Rbac rbac, Tokens tokens) {
        this.rbac = rbac;
        this.tokens = tokens;
    }

    ObjectNode review(ResourceCall call, ObjectNode review) {
        var answer = Trees.copy(review);
        Trees.child(answer, "metadata");
        var spec = review.path("spec");
        var status = switch (call.type().kind()) {
            case "SelfSubjectAccessReview" -> access(call.identity(), spec, "");
            case "SubjectAccessReview" -> access(subject(spec), spec, "");
            case "LocalSubjectAccessReview" -> access(subject(spec), spec, call.namespace());
            case "SelfSubjectRulesReview" -> rules(call.identity(), Trees.text(spec, "namespace"));
            default -> token(spec);
        };
        answer.set("status", status);
        return answer;
    }

    private static Identity subject(JsonNode spec) {
        var groups = new LinkedHashSet<>(Trees.texts(spec, "groups"));
        return new Identity(Trees.text(spec, "user"), Trees.text(spec, "uid"), List.copyOf(groups));
    }

    private ObjectNode access(Identity identity, JsonNode spec, String namespace) {
        var status = Trees.object();
        var path = spec.path("nonResourceAttributes");
        Action action;
        if (path.isObject()) {
            action = Action.path(Trees.text(path, "verb"), Trees.text(path, "path"));
        } else {
            var attributes = spec.path("resourceAttributes");
            var subresource = Trees.text(attributes, "subresource");
            var resource = Trees.text(attributes, "resource") + (subresource.isEmpty() ? "" : "/" + subresource);
            action = Action.on(
                    Trees.text(attributes, "verb"),
                    Trees.text(attributes, "group"),
                    resource,
                    namespace.isEmpty() ? Trees.text(attributes, "namespace") : namespace,
                    Trees.text(attributes, "name"));
        }
        if (identity.groups().contains("system:masters")) {
            return status.put("allowed", true);
        }
        var grant = rbac.allows(identity, action);
        status.put("allowed", grant.isPresent());
        grant.ifPresent(found -> status.put("reason", found.origin()));
        return status;
    }

    private ObjectNode rules(Identity identity, String namespace) {
        var status = Trees.object();
        var resourceRules = status.putArray("resourceRules");
        var pathRules = status.putArray("nonResourceRules");
        for (var grant : rbac.grants(identity, namespace)) {
            var rule = Trees.copy(grant.rule());
            if (rule.has("nonResourceURLs")) {
                pathRules.add(rule);
            } else {
                resourceRules.add(rule);
            }
        }
        return status.put("incomplete", false);
    }

    private ObjectNode token(JsonNode spec) {
        var status = Trees.object();
        var proof = tokens.check(Trees.text(spec, "token"));
        var wanted = Trees.texts(spec, "audiences");
        if (proof.isEmpty()) {
            return status.put("error", "[invalid bearer token]").set("user", Trees.object());
        }
        // Who asks for no audience means that of the API server.
        var meant = wanted.isEmpty() ? List.of(Tokens.DEFAULT_AUDIENCE) : wanted;
        var audiences = proof.get().audiences().stream().filter(meant::contains).toList();
        if (audiences.isEmpty()) {
            return status.put(
                            "error",
                            "[invalid bearer token, token audiences ["
                                    + String.join(" ", proof.get().audiences())
                                    + "] is invalid for the target audiences [" + String.join(" ", wanted) + "]]")
                    .set("user", Trees.object());
        }
        var identity = proof.get().identity();
        status.put("authenticated", true);
        var user = status.putObject("user").put("username", identity.user());
        if (!identity.uid().isEmpty()) {
            user.put("uid", identity.uid());
        }
        identity.groups().forEach(Trees.list(user, "groups")::add);
        audiences.forEach(Trees.list(status, "audiences")::add);
        return status;
    }
}
