package io.lexiops.server.sandbox;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes the file by which clients find the cluster. */
final class Kubeconfig {

    private final URI server;
    private final String certificate;

    Kubeconfig(URI server, String certificate) {
        this.server = server;
        this.certificate = Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.UTF_8));
    }

    String of(String user, String namespace, String token) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: sandbox
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: %s
                  user:
                    token: %s
                contexts:
                - name: sandbox
                  context:
                    cluster: sandbox
                    user: %s
                    namespace: %s
                current-context: sandbox
                """.formatted(server, certificate, user, token, user, namespace);
    }
}
