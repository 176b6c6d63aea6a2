package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A probe as it stands in a container.
 *
 * @param name readiness, liveness or startup
 */
record Probe(String name, KubernetesObject spec) {

    static final List<String> NAMES = List.of("startup", "liveness", "readiness");

    static Optional<Probe> of(KubernetesObject container, String name) {
        var spec = container.mapAt(name + "Probe");
        return spec.isEmpty() ? Optional.empty() : Optional.of(new Probe(name, new KubernetesObject(spec)));
    }

    /** httpGet, tcpSocket, grpc or exec. */
    String handler() {
        return List.of("httpGet", "tcpSocket", "grpc").stream()
                .filter(field -> spec.at(field) != null)
                .findFirst()
                .orElse("exec");
    }

    Map<String, Object> handlerValue() {
        return spec.mapAt(handler());
    }

    String path() {
        return spec.textAt("", "httpGet", "path");
    }

    /** A number, or the name of a container port; empty without a port. */
    Object port() {
        var port = spec.at(handler(), "port");
        return port == null ? "" : port;
    }

    long delay() {
        return spec.numberAt(0, "initialDelaySeconds");
    }

    long period() {
        return spec.numberAt(10, "periodSeconds");
    }

    long threshold() {
        return spec.numberAt(3, "failureThreshold");
    }

    long timeout() {
        return spec.numberAt(1, "timeoutSeconds");
    }

    /** How many seconds after its start a container fails that never passes. */
    long budget() {
        return delay() + period() * threshold();
    }
}
