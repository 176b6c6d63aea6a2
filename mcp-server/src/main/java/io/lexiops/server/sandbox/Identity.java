package io.lexiops.server.sandbox;

import java.util.List;

/** Who calls. */
record Identity(String user, String uid, List<String> groups) {

    static final Identity ANONYMOUS = new Identity("system:anonymous", "", List.of("system:unauthenticated"));
    static final Identity ADMIN =
            new Identity("kubernetes-admin", "", List.of("system:masters", "system:authenticated"));

    Identity {
        groups = List.copyOf(groups);
    }

    static Identity serviceAccount(String namespace, String name, String uid) {
        return new Identity(
                "system:serviceaccount:" + namespace + ":" + name,
                uid,
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"));
    }
}
