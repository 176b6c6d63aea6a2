package io.lexiops.server.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lexiops.server.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Stands between a server and the API of its cluster, counts what is really written, and can step in at each write. */
final class ApiProxy implements AutoCloseable {

    private static final Set<String> KEPT = Set.of("authorization", "content-type", "accept", "user-agent");

    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newBuilder()
            .sslContext(trusting())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final Sandbox sandbox;
    private final HttpServer server;
    private volatile Step step = (_, _) -> true;

    ApiProxy(Sandbox sandbox) throws IOException {
        this.sandbox = sandbox;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** Steps in at a write; false drops it, or its answer. */
    interface Step {
        boolean pass(int write, boolean done);
    }

    /** From now on writes are counted anew, from 1. */
    void stepInAt(Step given) {
        writes.clear();
        step = given;
    }

    /** Steps in no more; goes on counting. */
    void letPass() {
        step = (_, _) -> true;
    }

    /** Those that reached the cluster, as {@code PATCH /api/v1/...}. */
    List<String> writes() {
        return List.copyOf(writes);
    }

    String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {token: "%s"}}]
                contexts: [{name: c, context: {cluster: c, user: u, namespace: crash}}]
                current-context: c
                """.formatted(server.getAddress().getPort(), sandbox.adminToken());
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var method = exchange.getRequestMethod();
            var uri = exchange.getRequestURI();
            boolean writes = !method.equals("GET")
                    && !String.valueOf(uri.getQuery()).contains("dryRun")
                    && !uri.getPath().contains("authorization.k8s.io");
            var body = exchange.getRequestBody().readAllBytes();
            int number = this.writes.size() + 1;
            if (writes && !step.pass(number, false)) {
                return;
            }
            if (writes) {
                this.writes.add(method + " " + uri.getPath());
            }
            var answer = forward(exchange, method, uri, body);
            if (!writes || step.pass(number, true)) {
                answer.headers()
                        .firstValue("content-type")
                        .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
                exchange.sendResponseHeaders(
                        answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, String method, URI uri, byte[] body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(sandbox.uri() + uri.toString()))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (KEPT.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The certificate of the sandbox is made anew each time. */
    private static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new javax.net.ssl.TrustManager[] {new Trusting()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Trusting extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
