import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures both programs as they are delivered, on the built-in cluster: start, memory, the price of a tool call over the
 * same call to the API server, and a change from the words to the verified result. Run it with {@code mcp-server/src/bench/run}.
 */
final class Benchmark {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int STARTS = 5;
    private static final int WARM_UP = 3000;
    private static final int CALLS = 4000;
    private static final int MANY = 16;
    private static final int REQUESTS = 20;
    private static final int FEW = 100;

    private final Path dist;
    private final Path home;
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final List<String[]> table = new ArrayList<>();

    private Benchmark(Path dist, Path home) {
        this.dist = dist;
        this.home = home;
    }

    public static void main(String[] arguments) throws Exception {
        var home = Files.createTempDirectory("copilot-bench");
        var benchmark = new Benchmark(Path.of(arguments[0]), home);
        try {
            benchmark.starts();
            benchmark.work();
        } finally {
            benchmark.print();
        }
    }

    // Each program by itself, from the start of its process to the moment it says that it is ready.
    private void starts() throws Exception {
        var times = new ArrayList<Long>();
        for (int i = 0; i < STARTS; i++) {
            try (var server = server(Files.createTempDirectory(home, "start"))) {
                times.add(server.startMillis);
            }
        }
        row("mcp-server: start to ready, median of " + STARTS, median(times) + " ms");
        times.clear();
        try (var server = server(Files.createTempDirectory(home, "start"))) {
            for (int i = 0; i < STARTS; i++) {
                try (var host = host(Files.createTempDirectory(home, "start"), server)) {
                    times.add(host.startMillis);
                }
            }
        }
        row("agent-host: start to ready, median of " + STARTS, median(times) + " ms");
    }

    private void work() throws Exception {
        try (var server = server(Files.createTempDirectory(home, "server"));
                var host = host(Files.createTempDirectory(home, "host"), server)) {
            var session = new Session(server.port, tokens.get("ide"));
            for (int i = 0; i < FEW; i++) {
                session.call("k8s_get", "{\"kind\":\"Deployment\",\"namespace\":\"shop\",\"name\":\"web\"}");
                host.get("/api/v1/requests?limit=5");
            }
            long both = server.residentMegabytes() + host.residentMegabytes();
            row(
                    "memory after " + FEW + " requests to each: mcp-server (with the simulated cluster) + agent-host",
                    server.residentMegabytes() + " MB + " + host.residentMegabytes() + " MB = " + both + " MB");
            calls(server, session);
            changes(server, host);
            row(
                    "memory after all of this: mcp-server + agent-host",
                    server.residentMegabytes() + " MB + " + host.residentMegabytes() + " MB");
        }
    }

    private void calls(Program server, Session session) throws Exception {
        var api = new Api(server.data.resolve("kubeconfig"));
        var pod = api.get("/api/v1/namespaces/shop/pods?limit=1").at("/items/0/metadata/name").asString();
        var getPod = "{\"kind\":\"Pod\",\"namespace\":\"shop\",\"name\":\"" + pod + "\"}";
        var listPods = "{\"kind\":\"Pod\",\"namespace\":\"shop\",\"limit\":20}";
        Callable<?> directly = () -> api.get("/api/v1/namespaces/shop/pods/" + pod);
        measured(WARM_UP, 1, directly);
        measured(WARM_UP, MANY, () -> session.call("k8s_get", getPod));
        measured(WARM_UP / 10, MANY, () -> session.call("k8s_list", listPods));
        var bare = measured(CALLS, 1, directly);
        row("GET of a pod from the simulated API server itself, 1 client", bare.words());
        var one = measured(CALLS, 1, () -> session.call("k8s_get", getPod));
        row("tools/call k8s_get of a pod, 1 client", one.words());
        row("overhead of the server, p50", "%.1f ms".formatted(one.p50() - bare.p50()));
        row(
                "tools/call k8s_get of a pod, " + MANY + " clients",
                measured(CALLS, MANY, () -> session.call("k8s_get", getPod)).words());
        row(
                "tools/call k8s_list of 20 pods, 1 client",
                measured(CALLS / 4, 1, () -> session.call("k8s_list", listPods)).words());
        row(
                "tools/call k8s_list of 20 pods, " + MANY + " clients",
                measured(CALLS / 4, MANY, () -> session.call("k8s_list", listPods)).words());
    }

    // From the words to the verified answer; and what the cluster alone takes for the same change.
    private void changes(Program server, Program host) throws Exception {
        var api = new Api(server.data.resolve("kubeconfig"));
        var replicas = new AtomicInteger(2);
        Callable<?> request = () -> {
            int wanted = replicas.getAndUpdate(now -> now == 2 ? 3 : 2);
            return host.run("scale web in shop to " + wanted);
        };
        Callable<?> directly = () -> {
            api.scale("web", replicas.getAndUpdate(now -> now == 2 ? 3 : 2));
            return "";
        };
        measured(5, 1, request);
        var whole = measured(REQUESTS, 1, request);
        measured(2, 1, directly);
        var cluster = measured(REQUESTS, 1, directly);
        row("\"scale web in shop to 3\", request to verified answer", whole.words());
        row("the same change by the API, until all pods are ready", cluster.words());
        row("request minus the cluster's time, p50", "%.0f ms".formatted(whole.p50() - cluster.p50()));
    }

    private Program server(Path data) throws Exception {
        int port = freePort();
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server.port", port);
        settings.put("copilot.server.data-dir", data.toString());
        settings.put("copilot.server.writes", "enabled");
        settings.put("copilot.server.grants.public-key-file", key("public"));
        settings.put("copilot.kubernetes.sandbox", true);
        settings.put("copilot.kubernetes.sandbox-kubeconfig", data.resolve("kubeconfig").toString());
        int next = 0;
        for (var name : List.of("planner", "reviewer", "router", "ide")) {
            var prefix = "copilot.server.tokens[" + next++ + "].";
            settings.put(prefix + "name", name);
            settings.put(prefix + "role", name.equals("ide") ? "operator" : name);
            settings.put(prefix + "token", token(name));
        }
        return new Program("server", data, port, settings);
    }

    private Program host(Path data, Program server) throws Exception {
        int port = freePort();
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server.port", port);
        settings.put("copilot.host.data-dir", data.toString());
        settings.put("copilot.review.grant-key-file", key("private"));
        settings.put("copilot.server.url", "http://127.0.0.1:" + server.port);
        for (var role : List.of("planner", "reviewer", "router")) {
            settings.put("copilot.server.tokens." + role, token(role));
        }
        settings.put("copilot.http.tokens[0].name", "bench");
        settings.put("copilot.http.tokens[0].right", "admin");
        settings.put("copilot.http.tokens[0].token", token("person"));
        return new Program("host", data, port, settings);
    }

    private String token(String name) {
        return tokens.computeIfAbsent(name, wanted -> "bench-" + wanted + "-" + new SecureRandom().nextLong());
    }

    // The pair of keys with which the host signs what the server executes.
    private String key(String half) throws IOException, GeneralSecurityException {
        var file = home.resolve("grant-" + half + ".pem");
        if (!Files.exists(file)) {
            var pair = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Files.writeString(home.resolve("grant-public.pem"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            Files.writeString(home.resolve("grant-private.pem"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        }
        return file.toString();
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Times measured(int count, int clients, Callable<?> call) throws Exception {
        var nanos = new long[count];
        var next = new AtomicInteger();
        long started = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int client = 0; client < clients; client++) {
                running.add(threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        long begin = System.nanoTime();
                        call.call();
                        nanos[i] = System.nanoTime() - begin;
                    }
                    return null;
                }));
            }
            for (var one : running) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        Arrays.sort(nanos);
        return new Times(nanos, count / seconds);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private void row(String what, String figure) {
        table.add(new String[] {what, figure});
        System.err.println(what + ": " + figure);
    }

    private void print() {
        System.out.println("| measured on " + Runtime.getRuntime().availableProcessors() + " cores | |\n|---|---|");
        table.forEach(row -> System.out.println("| " + row[0] + " | " + row[1] + " |"));
    }

    /** How long calls took. */
    private record Times(long[] sorted, double perSecond) {

        double p50() {
            return sorted[sorted.length / 2] / 1e6;
        }

        double p99() {
            return sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)] / 1e6;
        }

        String words() {
            return "p50 %.1f ms, p99 %.1f ms, %.0f a second".formatted(p50(), p99(), perSecond);
        }
    }

    /** One of the programs, as the command line starts it. */
    private final class Program implements AutoCloseable {

        private final HttpClient http = HttpClient.newHttpClient();
        private final Process process;
        private final Path data;
        private final int port;
        private final long startMillis;

        Program(String name, Path data, int port, Map<String, Object> settings) throws Exception {
            this.data = data;
            this.port = port;
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    // As the command line starts them.
                    "-XX:+UseSerialGC",
                    "-Xms64m",
                    "-Xmn24m",
                    "-Xmx1g",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=25",
                    "-Xss512k",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Xlog:disable",
                    "-Xlog:all=warning:stderr",
                    "--enable-native-access=ALL-UNNAMED"));
            var cache = dist.resolve(name).resolve(name + ".aot");
            if (Files.isReadable(cache)) {
                command.add("-XX:AOTCache=" + cache);
            }
            command.addAll(List.of("-jar", dist.resolve(name).resolve(name + ".jar").toString()));
            var log = home.resolve(name + ".log").toFile();
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
            builder.environment().put("MALLOC_ARENA_MAX", "2");
            builder.environment().put("SPRING_APPLICATION_JSON", JSON.writeValueAsString(settings));
            long begin = System.nanoTime();
            this.process = builder.start();
            while (!ready()) {
                if (!process.isAlive() || System.nanoTime() - begin > 120e9) {
                    throw new IllegalStateException(name + " did not start; see " + log);
                }
                Thread.sleep(10);
            }
            this.startMillis = (System.nanoTime() - begin) / 1_000_000;
        }

        JsonNode get(String path) throws IOException, InterruptedException {
            return send(request(path).GET());
        }

        /** Hands over a request and waits until its case is settled. */
        JsonNode run(String words) throws IOException, InterruptedException {
            var body = JSON.writeValueAsString(Map.of("text", words, "mode", "RUN", "approved", true));
            var file = send(request("/api/v1/requests")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)));
            var id = file.path("id").asString();
            while (!SETTLED.matcher(file.path("state").asString()).matches()) {
                file = get("/api/v1/requests/" + id + "?wait=20&seen="
                        + file.path("events").asInt());
            }
            if (!file.path("state").asString().equals("COMPLETED")) {
                throw new IllegalStateException("\"" + words + "\" ended so: " + file);
            }
            return file;
        }

        long residentMegabytes() throws IOException {
            try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
                var line = lines.filter(candidate -> candidate.startsWith("VmRSS"))
                        .findFirst()
                        .orElseThrow();
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }

        private boolean ready() throws InterruptedException {
            try {
                return http.send(request("/actuator/health/readiness").GET().build(), BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false; // nobody listens yet
            }
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + token("person"));
        }

        private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
            var response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException(response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static final Pattern SETTLED = Pattern.compile("COMPLETED|REJECTED|ESCALATED|CANCELLED|NEEDS_INPUT|AWAITING_APPROVAL");

    /** A session with the server, as any client has one. */
    private static final class Session {

        private final HttpClient http = HttpClient.newBuilder()
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        private final AtomicInteger ids = new AtomicInteger();
        private final URI endpoint;
        private final String token;
        private String id = "";

        Session(int port, String token) throws IOException, InterruptedException {
            this.endpoint = URI.create("http://127.0.0.1:" + port + "/mcp");
            this.token = token;
            var opened = http.send(
                    message("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                            + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}"),
                    BodyHandlers.ofString());
            this.id = opened.headers().firstValue("mcp-session-id").orElseThrow();
            http.send(
                    message("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"), BodyHandlers.discarding());
        }

        String call(String tool, String arguments) throws IOException, InterruptedException {
            var response = http.send(
                    message("{\"jsonrpc\":\"2.0\",\"id\":" + ids.incrementAndGet()
                            + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":" + arguments
                            + "}}"),
                    BodyHandlers.ofString());
            if (response.statusCode() != 200 || !response.body().contains("\"isError\":false")) {
                throw new IOException(response.statusCode() + " " + response.body());
            }
            return response.body();
        }

        private HttpRequest message(String body) {
            var request = HttpRequest.newBuilder(endpoint)
                    .timeout(Duration.ofSeconds(60))
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .header("Authorization", "Bearer " + token)
                    .POST(BodyPublishers.ofString(body));
            return (id.isEmpty() ? request : request.header("Mcp-Session-Id", id)).build();
        }
    }

    /** The simulated API server without anything of ours before it. */
    private static final class Api {

        private final HttpClient http;
        private final String server;
        private final String token;

        Api(Path kubeconfig) throws IOException, GeneralSecurityException {
            var text = Files.readString(kubeconfig);
            this.server = found(text, "server:\\s*\"?(https://[^\\s\"]+)");
            this.token = found(text, "token:\\s*\"?([^\\s\"]+)");
            var anything = SSLContext.getInstance("TLS");
            anything.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
            var parameters = new SSLParameters();
            this.http = HttpClient.newBuilder()
                    .sslContext(anything)
                    .sslParameters(parameters)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        }

        JsonNode get(String path) throws IOException, InterruptedException {
            return send(request(path).GET());
        }

        void scale(String deployment, int replicas) throws IOException, InterruptedException {
            var path = "/apis/apps/v1/namespaces/shop/deployments/" + deployment;
            send(request(path)
                    .header("Content-Type", "application/merge-patch+json")
                    .method("PATCH", BodyPublishers.ofString("{\"spec\":{\"replicas\":" + replicas + "}}")));
            while (true) {
                var now = get(path);
                var status = now.path("status");
                if (status.path("observedGeneration").asInt() >= now.at("/metadata/generation").asInt()
                        && status.path("replicas").asInt() == replicas
                        && status.path("readyReplicas").asInt() == replicas) {
                    return;
                }
                Thread.sleep(5);
            }
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(server + path)).header("Authorization", "Bearer " + token);
        }

        private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
            var response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException(response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        }

        private static String found(String text, String pattern) {
            var matcher = Pattern.compile(pattern).matcher(text);
            if (!matcher.find()) {
                throw new IllegalStateException("the kubeconfig has no " + pattern);
            }
            return matcher.group(1);
        }
    }

    /** For the loopback address of a cluster that this program has started itself. */
    private static final class Trusting extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
