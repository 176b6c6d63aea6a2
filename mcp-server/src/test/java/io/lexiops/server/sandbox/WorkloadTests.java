package io.lexiops.server.sandbox;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WorkloadTests {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    @Test
    void aDeploymentOfNginxBecomesReady() {
        sandbox.install(deployment("web", "registry.test/nginx:1.22", ""));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(readyReplicas("web")).isEqualTo(2));
    }

    private int readyReplicas(String name) {
        return Trees.number(0, sandbox.object("Deployment", "default", name).orElseThrow(), "status", "readyReplicas");
    }

    private static String deployment(String name, String image, String more) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %s, namespace: default}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: %s}}
                  template:
                    metadata: {labels: {app: %s}}
                    spec:
                      containers:
                      - name: app
                        image: %s
                %s
                """.formatted(name, name, name, image, more.indent(8));
    }
}
