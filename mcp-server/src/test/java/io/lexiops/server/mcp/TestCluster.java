package io.lexiops.server.mcp;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** One simulated cluster for all tests of a run, and a data directory for each server. */
final class TestCluster {

    static final String PASSWORD = "correct-horse-battery-staple";

    private static final Path FOLDER = Path.of("target", "test-data");

    private static final Sandbox SANDBOX = start();

    private TestCluster() {}

    /** A kubeconfig for it. */
    static Path kubeconfig() {
        return kubeconfig(SANDBOX.kubeconfig());
    }

    static Path kubeconfig(String content) {
        try {
            return Files.writeString(newFolder().resolve("kubeconfig"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Sandbox sandbox() {
        return SANDBOX;
    }

    static Path newFolder() {
        try {
            return Files.createDirectories(
                    FOLDER.resolve(UUID.randomUUID().toString()).toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sandbox start() {
        var sandbox = Sandbox.start(SandboxSettings.inMemory());
        sandbox.install("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: edge}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: deployer, namespace: edge}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: viewer, namespace: edge}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: edge}
                data: {level: info, mail: "the login is %1$s today"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: login, namespace: edge}
                stringData: {password: %1$s}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: edge}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: nginx, image: "registry.test/nginx:1.21"}]}
                """.formatted(PASSWORD));
        return sandbox;
    }
}
