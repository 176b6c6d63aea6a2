package io.lexiops.server.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP side: reads requests, finds out who calls, writes replies. */
final class ApiServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
    private static final int MAX_BODY = 3 * 1024 * 1024;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Tokens tokens;
    private final ApiRouter router;
    private final Rbac rbac;

    ApiServer(int port, LoopbackCertificate certificate, Tokens tokens, ApiRouter router, Rbac rbac)
            throws IOException {
        this.tokens = tokens;
        this.router = router;
        this.rbac = rbac;
        // read once by the JDK's server: without it every reply waits for the client's delayed acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    void start() {
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange);
            } catch (ApiFailure failure) {
                send(exchange, new ApiAnswer(failure.code(), failure.status(), List.of(), ""));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                log.atWarn()
                        .setCause(e)
                        .addKeyValue("path", exchange.getRequestURI().getRawPath())
                        .log("request failed");
                var failure = ApiFailure.internal(String.valueOf(e.getMessage()));
                send(exchange, new ApiAnswer(failure.code(), failure.status(), List.of(), ""));
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw ApiFailure.tooLarge();
        }
        var uri = exchange.getRequestURI();
        var rawQuery = uri.getRawQuery();
        var request = new ApiRequest(
                exchange.getRequestMethod(),
                ApiRequest.pathOf(uri.getRawPath()),
                ApiRequest.queryOf(rawQuery == null ? "" : rawQuery),
                header(exchange, "Content-Type"),
                header(exchange, "Accept"),
                header(exchange, "User-Agent"),
                new RequestContent(body));
        switch (router.route(request, identity(exchange))) {
            case ApiAnswer answer -> send(exchange, answer);
            case WatchStream stream -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 0);
                try (var out = exchange.getResponseBody()) {
                    out.flush();
                    stream.run(out);
                }
            }
        }
    }

    private Identity identity(HttpExchange exchange) {
        var authorization = header(exchange, "Authorization");
        if (authorization.isEmpty()) {
            return Identity.ANONYMOUS;
        }
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw ApiFailure.unauthorized();
        }
        var identity = tokens.check(authorization.substring(7).trim())
                .filter(proof -> proof.audiences().contains(Tokens.DEFAULT_AUDIENCE))
                .orElseThrow(ApiFailure::unauthorized)
                .identity();
        var user = header(exchange, "Impersonate-User");
        return user.isEmpty() ? identity : impersonated(exchange, identity, user);
    }

    private Identity impersonated(HttpExchange exchange, Identity identity, String user) {
        rbac.demand(identity, Action.on("impersonate", "", "users", "", user));
        var groups = exchange.getRequestHeaders().getOrDefault("Impersonate-Group", List.of());
        for (var group : groups) {
            rbac.demand(identity, Action.on("impersonate", "", "groups", "", group));
        }
        var parts = user.split(":");
        if (user.startsWith("system:serviceaccount:") && parts.length == 4) {
            return Identity.serviceAccount(parts[2], parts[3], "");
        }
        var all = new ArrayList<>(groups);
        all.add("system:authenticated");
        return new Identity(user, "", all);
    }

    private static String header(HttpExchange exchange, String name) {
        var value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static void send(HttpExchange exchange, ApiAnswer answer) throws IOException {
        boolean json = !answer.body().isMissingNode();
        var bytes = json ? Trees.bytes(answer.body()) : answer.text().getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", json ? "application/json" : "text/plain; charset=utf-8");
        headers.set("Cache-Control", "no-cache, private");
        for (var warning : answer.warnings()) {
            headers.add("Warning", "299 - " + ApiFailure.quoted(warning));
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.code(), head || bytes.length == 0 ? -1 : bytes.length);
        if (!head && bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
