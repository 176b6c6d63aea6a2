package io.lexiops.server.mcp;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Two simulated clusters and one that is away, behind one kubeconfig; the current context is {@code test}. */
final class SeveralClusters implements AutoCloseable {

    final Sandbox test = start("from test", 1);
    final Sandbox live = start("from live", 2);

    Path kubeconfig() {
        try {
            return Files.writeString(TestCluster.newFolder().resolve("kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    current-context: test
                    clusters:
                    %s%s- {name: away, cluster: {server: "https://127.0.0.1:1"}}
                    users:
                    - {name: test, user: {token: "%s"}}
                    - {name: live, user: {token: "%s"}}
                    - {name: away, user: {token: "token-of-away-0123456789"}}
                    contexts:
                    - {name: test, context: {cluster: test, user: test, namespace: edge}}
                    - {name: live, context: {cluster: live, user: live, namespace: edge}}
                    - {name: away, context: {cluster: away, user: away, namespace: edge}}
                    """.formatted(
                            cluster("test", test), cluster("live", live), test.adminToken(), live.adminToken()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String cluster(String name, Sandbox sandbox) {
        var authority = Pattern.compile("certificate-authority-data: (\\S+)").matcher(sandbox.kubeconfig());
        if (!authority.find()) {
            throw new IllegalStateException("the kubeconfig of the sandbox has no certificate");
        }
        return "- {name: %s, cluster: {server: \"%s\", certificate-authority-data: %s}}\n"
                .formatted(name, sandbox.uri(), authority.group(1));
    }

    private static Sandbox start(String greeting, int replicas) {
        var sandbox = Sandbox.start(SandboxSettings.inMemory());
        sandbox.install("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: edge}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: edge}
                data: {greeting: "%s"}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: edge}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: nginx, image: "registry.test/nginx:1.21"}]}
                """.formatted(greeting, replicas));
        return sandbox;
    }

    @Override
    public void close() {
        test.close();
        live.close();
    }
}
