package io.lexiops.server.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Stands before an API server and misbehaves when it is told to; writes down what it was asked. */
final class UnrulyProxy implements AutoCloseable {

    /** Answers a request in its own way; {@link #forwarded} asks the real server. */
    interface Mischief {
        void answer(UnrulyProxy proxy, HttpExchange exchange, byte[] body) throws IOException, InterruptedException;
    }

    /** A request as it came. */
    record Asked(String method, String path, String query, boolean dryRun) {

        /** Whether it would change something. */
        boolean writes() {
            return List.of("POST", "PUT", "PATCH", "DELETE").contains(method)
                    && !dryRun
                    && !path.contains("accessreviews")
                    && !path.contains("tokenreviews");
        }
    }

    private record Order(Predicate<Asked> which, Mischief mischief, AtomicInteger times) {}

    private final URI upstream;
    private final String upstreamToken;
    private final HttpClient http;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<Asked> forwarded = new CopyOnWriteArrayList<>();
    private final List<Order> orders = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch released = new CountDownLatch(1);
    private volatile String token;
    private HttpServer server;

    UnrulyProxy(URI upstream, String upstreamToken, String token) {
        this.upstream = upstream;
        this.upstreamToken = upstreamToken;
        this.token = token;
        this.http = HttpClient.newBuilder().sslContext(trusting()).build();
        this.server = listen();
    }

    /** A kubeconfig that leads here. */
    String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: unruly
                clusters: [{name: unruly, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: robot, user: {token: %s}}]
                contexts: [{name: unruly, context: {cluster: unruly, user: robot, namespace: edge}}]
                """.formatted(server.getAddress().getPort(), token);
    }

    /** From now on only this token is good. */
    void takesOnly(String newToken) {
        token = newToken;
    }

    /** Goes to another port; the old one is closed. */
    void move() {
        var old = server;
        server = listen();
        old.stop(0);
    }

    /** The next so many of these requests are answered so. */
    void next(int times, Predicate<Asked> which, Mischief mischief) {
        orders.add(new Order(which, mischief, new AtomicInteger(times)));
    }

    /** Behaves again, lets everybody go who waits, and forgets what it was asked. */
    void behave() {
        orders.clear();
        released.countDown();
        released = new CountDownLatch(1);
        asked.clear();
        forwarded.clear();
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<Asked> forwardedWrites() {
        return forwarded.stream().filter(Asked::writes).toList();
    }

    List<Asked> askedWrites() {
        return asked.stream().filter(Asked::writes).toList();
    }

    boolean asksFor(Predicate<Asked> which) {
        return asked.stream().anyMatch(which);
    }

    @Override
    public void close() {
        released.countDown();
        server.stop(0);
        http.shutdownNow();
    }

    static Mischief status(int status, String contentType, String text) {
        return (_, exchange, _) -> send(exchange, status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    static Mischief busy(int status, String retryAfter) {
        return (proxy, exchange, body) -> {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
            status(status, "application/json", "{\"kind\":\"Status\",\"code\":" + status + ",\"message\":\"busy\"}")
                    .answer(proxy, exchange, body);
        };
    }

    /** Hangs up without a word; the real server hears nothing. */
    static Mischief hangsUp() {
        return (_, exchange, _) -> exchange.close();
    }

    /** The real server does what was asked, and nobody hears of it. */
    static Mischief hangsUpAfterwards() {
        return (proxy, exchange, body) -> {
            proxy.forwarded(exchange, body);
            exchange.close();
        };
    }

    static Mischief cutsInTheMiddle() {
        return (proxy, exchange, body) -> {
            var answer = proxy.forwarded(exchange, body).body();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length + 100L);
            exchange.getResponseBody().write(answer, 0, answer.length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Whole for HTTP, half for JSON; the real server has done what was asked. */
    static Mischief halfJson() {
        return (proxy, exchange, body) -> {
            var answer = proxy.forwarded(exchange, body).body();
            send(exchange, 200, "application/json", java.util.Arrays.copyOf(answer, answer.length / 2));
        };
    }

    static Mischief says(String contentType) {
        return (proxy, exchange, body) ->
                send(exchange, 200, contentType, proxy.forwarded(exchange, body).body());
    }

    static Mischief neverAnswers() {
        return (proxy, exchange, _) -> {
            proxy.released.await();
            exchange.close();
        };
    }

    static Mischief answersTooLate() {
        return (proxy, exchange, body) -> {
            proxy.forwarded(exchange, body);
            proxy.released.await();
            exchange.close();
        };
    }

    HttpResponse<byte[]> forwarded(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var uri = exchange.getRequestURI();
        forwarded.add(of(exchange, body));
        var request = HttpRequest.newBuilder(upstream.resolve(uri))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (var header : List.of("Content-Type", "Accept")) {
            var value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return http.send(
                request.header("Authorization", "Bearer " + upstreamToken).build(), BodyHandlers.ofByteArray());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var one = of(exchange, body);
            asked.add(one);
            if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(
                        exchange,
                        401,
                        "application/json",
                        "{\"kind\":\"Status\",\"code\":401,\"message\":\"Unauthorized\"}"
                                .getBytes(StandardCharsets.UTF_8));
                return;
            }
            var mischief = ordered(one);
            if (mischief != null) {
                mischief.answer(this, exchange, body);
                return;
            }
            var answer = forwarded(exchange, body);
            var type = answer.headers().firstValue("Content-Type").orElse("application/json");
            send(exchange, answer.statusCode(), type, answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Mischief ordered(Asked one) {
        for (var order : orders) {
            if (order.times().get() > 0 && order.which().test(one)) {
                order.times().decrementAndGet();
                return order.mischief();
            }
        }
        return null;
    }

    private static Asked of(HttpExchange exchange, byte[] body) {
        var uri = exchange.getRequestURI();
        var query = String.valueOf(uri.getQuery());
        // Of a deletion it is said in the body.
        boolean dryRun = query.contains("dryRun=All")
                || new String(body, StandardCharsets.UTF_8).contains("\"dryRun\":[\"All\"]");
        return new Asked(exchange.getRequestMethod(), uri.getPath(), query, dryRun);
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private HttpServer listen() {
        try {
            var listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The certificate of the simulated cluster is one day old and signed by itself.
    private static SSLContext trusting() {
        var everybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {everybody}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
