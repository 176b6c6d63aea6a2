package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Evaluates roles and bindings. */
final class Rbac {

    private static final String GROUP = ".rbac.authorization.k8s.io";

    /** A rule that somebody has, and where it comes from. */
    record Grant(JsonNode rule, String origin) {}

    private final ObjectStore store;

    Rbac(ObjectStore store) {
        this.store = store;
    }

    /** The grant that allows the action, if any. */
    Optional<Grant> allows(Identity identity, Action action) {
        return grants(identity, action.namespace()).stream()
                .filter(grant -> covers(grant.rule(), action))
                .findFirst();
    }

    void demand(Identity identity, Action action) {
        if (allows(identity, action).isEmpty()) {
            throw ApiFailure.forbidden(action.group(), action.baseResource(), action.name(), action.refusal(identity));
        }
    }

    /** All rules of somebody in a namespace, or (empty) in the whole cluster. */
    List<Grant> grants(Identity identity, String namespace) {
        var grants = new ArrayList<Grant>();
        for (var binding : store.list("clusterrolebindings" + GROUP, "").objects()) {
            collect(identity, binding, "ClusterRoleBinding", "", grants);
        }
        if (!namespace.isEmpty()) {
            for (var binding : store.list("rolebindings" + GROUP, namespace).objects()) {
                collect(identity, binding, "RoleBinding", namespace, grants);
            }
        }
        return grants;
    }

    private void collect(Identity identity, ObjectNode binding, String kind, String namespace, List<Grant> grants) {
        for (var subject : Trees.items(binding, "subjects")) {
            if (isSubject(identity, subject, namespace)) {
                var name = Trees.text(binding, "metadata", "name");
                var role = Trees.text(binding, "roleRef", "name");
                var roleKind = Trees.text(binding, "roleRef", "kind");
                var origin = "RBAC: allowed by " + kind + " "
                        + ApiFailure.quoted(namespace.isEmpty() ? name : name + "/" + namespace) + " of " + roleKind
                        + " "
                        + ApiFailure.quoted(role) + " to " + Trees.text(subject, "kind") + " "
                        + ApiFailure.quoted(subjectName(subject));
                rules(roleKind, namespace, role).forEach(rule -> grants.add(new Grant(rule, origin)));
                return;
            }
        }
    }

    private static String subjectName(JsonNode subject) {
        var namespace = Trees.text(subject, "namespace");
        return Trees.text(subject, "name") + (namespace.isEmpty() ? "" : "/" + namespace);
    }

    private List<JsonNode> rules(String kind, String namespace, String name) {
        var id = kind.equals("ClusterRole")
                ? new ObjectId("clusterroles" + GROUP, "", name)
                : new ObjectId("roles" + GROUP, namespace, name);
        return store.find(id).map(role -> Trees.items(role, "rules")).orElse(List.of());
    }

    private static boolean isSubject(Identity identity, JsonNode subject, String bindingNamespace) {
        var name = Trees.text(subject, "name");
        return switch (Trees.text(subject, "kind")) {
            case "User" -> identity.user().equals(name);
            case "Group" -> identity.groups().contains(name);
            case "ServiceAccount" ->
                identity.user()
                        .equals("system:serviceaccount:" + Trees.textOr(bindingNamespace, subject, "namespace") + ":"
                                + name);
            default -> false;
        };
    }

    static boolean covers(JsonNode rule, Action action) {
        if (!matches(Trees.texts(rule, "verbs"), action.verb())) {
            return false;
        }
        if (!action.path().isEmpty()) {
            return Trees.texts(rule, "nonResourceURLs").stream()
                    .anyMatch(url -> url.equals("*")
                            || url.equals(action.path())
                            || (url.endsWith("*") && action.path().startsWith(url.substring(0, url.length() - 1))));
        }
        var names = Trees.texts(rule, "resourceNames");
        return matches(Trees.texts(rule, "apiGroups"), action.group())
                && Trees.texts(rule, "resources").stream()
                        .anyMatch(resource -> coversResource(resource, action.resource()))
                && (names.isEmpty() || names.contains(action.name()));
    }

    private static boolean coversResource(String allowed, String wanted) {
        int slash = wanted.indexOf('/');
        return allowed.equals("*")
                || allowed.equals(wanted)
                || (slash > 0 && allowed.equals("*" + wanted.substring(slash)));
    }

    private static boolean matches(List<String> allowed, String wanted) {
        return allowed.contains("*") || allowed.contains(wanted);
    }
}
