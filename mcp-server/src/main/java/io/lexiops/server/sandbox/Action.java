package io.lexiops.server.sandbox;

/**
 * What somebody wants to do, in the words of RBAC.
 *
 * @param resource plural, with a slash and the subresource if there is one
 * @param path only for what is no resource, such as {@code /version}
 */
record Action(String verb, String group, String resource, String namespace, String name, String path) {

    static Action on(String verb, String group, String resource, String namespace, String name) {
        return new Action(verb, group, resource, namespace, name, "");
    }

    static Action path(String verb, String path) {
        return new Action(verb, "", "", "", "", path);
    }

    String baseResource() {
        int slash = resource.indexOf('/');
        return slash < 0 ? resource : resource.substring(0, slash);
    }

    String refusal(Identity identity) {
        var who = "User " + ApiFailure.quoted(identity.user()) + " cannot " + verb;
        if (!path.isEmpty()) {
            return who + " path " + ApiFailure.quoted(path);
        }
        var where = namespace.isEmpty() ? " at the cluster scope" : " in the namespace " + ApiFailure.quoted(namespace);
        return who + " resource " + ApiFailure.quoted(resource) + " in API group " + ApiFailure.quoted(group) + where;
    }
}
