package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.Objects;

/** The object that a fact is about and that a fix would change. */
record Target(String apiVersion, String kind, String namespace, String name) {

    static Target of(KubernetesObject object) {
        return new Target(
                object.apiVersion(), object.kind(), Objects.requireNonNullElse(object.namespace(), ""), object.name());
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
