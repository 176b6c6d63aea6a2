package io.lexiops.server.argocd;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.List;
import java.util.Map;

/** An application as Argo CD tells it. */
public record Application(KubernetesObject object) {

    public String name() {
        return object.name();
    }

    public String project() {
        return object.textAt("default", "spec", "project");
    }

    /** {@code Synced}, {@code OutOfSync}, {@code Unknown}. */
    public String sync() {
        return object.textAt("Unknown", "status", "sync", "status");
    }

    /** {@code Healthy}, {@code Progressing}, {@code Degraded}, {@code Suspended}, {@code Missing}, {@code Unknown}. */
    public String health() {
        return object.textAt("Unknown", "status", "health", "status");
    }

    public String revision() {
        return object.textAt("", "status", "sync", "revision");
    }

    public String destinationNamespace() {
        return object.textAt("", "spec", "destination", "namespace");
    }

    /** Whether it is deployed to the cluster that Argo CD itself runs in, and not to another one. */
    public boolean isInCluster() {
        var server = object.textAt("", "spec", "destination", "server");
        var name = object.textAt("", "spec", "destination", "name");
        return server.isEmpty()
                ? name.isEmpty() || name.equals("in-cluster")
                : server.equals("https://kubernetes.default.svc");
    }

    /** Automated sync; Argo CD refuses to roll back while it is on. */
    public boolean automated() {
        return object.at("spec", "syncPolicy", "automated") instanceof Map<?, ?> automated
                && !Boolean.FALSE.equals(automated.get("enabled"));
    }

    /** Whether an operation waits or runs. */
    public boolean busy() {
        return object.at("operation") != null
                || List.of("Running", "Terminating").contains(phase());
    }

    /** Of the last operation: {@code Running}, {@code Succeeded}, {@code Failed}, {@code Error}; empty if there was none. */
    public String phase() {
        return object.textAt("", "status", "operationState", "phase");
    }

    public String operationMessage() {
        return object.textAt("", "status", "operationState", "message");
    }

    /** Oldest first. */
    public List<Map<String, Object>> history() {
        return object.objectsAt("status", "history");
    }

    static long id(Map<String, Object> entry) {
        return entry.get("id") instanceof Number number ? number.longValue() : 0; // Argo CD leaves out a zero
    }
}
