package io.lexiops.server.kubernetes;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.kubernetes.client.openapi.auth.ApiKeyAuth;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import io.lexiops.server.http.OkHttpSentOnce;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * The way to the API server: authentication and TLS by the official client, bodies as raw JSON. A kubeconfig that
 * changes is read again, so rotated credentials and a server that moved are picked up without a restart.
 */
final class ClientJavaConnection {

    private static final int TRIES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final String[] AUTHENTICATIONS = {"BearerToken"};
    private static final long BODY_LIMIT = 64L << 20;

    private final ClusterAccess access;
    private final Duration timeout;
    private final Random jitter = new Random();
    private final SharedReads<ApiRequest, Reply> reads = new SharedReads<>();

    private @Nullable Opened opened;

    ClientJavaConnection(ClusterAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
    }

    /** What the API server answered. */
    @SuppressWarnings("ArrayRecordComponent") // a body, only read, never compared
    record Reply(int status, byte[] body) {
        boolean good() {
            return status < 300;
        }
    }

    ClusterAccess access() {
        return access;
    }

    /** The name of the context, the server's address and the namespace of the context. */
    Place place() {
        return open().place();
    }

    /** Sends a request; reads are repeated after errors that pass, and shared by all who ask at the same time. */
    Reply send(ApiRequest request) {
        return request.method().equals("GET") ? reads.get(request, () -> repeated(request)) : repeated(request);
    }

    private Reply repeated(ApiRequest request) {
        for (int attempt = 1; ; attempt++) {
            try {
                var reply = once(request);
                if (!passing(reply.status()) || !request.repeatable() || attempt == TRIES) {
                    return reply;
                }
            } catch (IOException e) {
                forget();
                if (!request.repeatable() || attempt == TRIES || e instanceof InterruptedIOException) {
                    throw unanswered(request, e);
                }
            }
            pause(attempt);
        }
    }

    /** Sends a request, and says at once if there is no answer. */
    Reply sendOnce(ApiRequest request) {
        try {
            return once(request);
        } catch (IOException e) {
            forget();
            throw unanswered(request, e);
        }
    }

    /** Opens a request whose answer is read as it comes; the caller closes the response. */
    Response stream(ApiRequest request) {
        return stream(request, Duration.ZERO);
    }

    /** The same, for an answer that is to end by itself: it is cut off after {@code atMost}; zero means never. */
    Response stream(ApiRequest request, Duration atMost) {
        try {
            var client = open().streaming();
            var call = client.getHttpClient().newCall(call(client, request).request());
            call.timeout().timeout(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return call.execute();
        } catch (IOException e) {
            forget();
            throw unanswered(request, e);
        }
    }

    /** Opens a socket over which both sides speak; {@code listener} hears what comes. */
    WebSocket socket(ApiRequest request, String protocol, WebSocketListener listener) {
        var client = open().streaming();
        var upgrade = call(client, request)
                .request()
                .newBuilder()
                .header("Sec-WebSocket-Protocol", protocol)
                .build();
        return client.getHttpClient().newWebSocket(upgrade, listener);
    }

    private Reply once(ApiRequest request) throws IOException {
        var client = open().client();
        try (var response = call(client, request).execute()) {
            var source = response.body().source();
            if (source.request(BODY_LIMIT + 1)) {
                throw new ToolFailed(
                        ErrorCode.BACKEND_UNAVAILABLE,
                        "the API server answered with more than " + (BODY_LIMIT >> 20) + " MiB",
                        "ask for less: a namespace, a selector, a limit");
            }
            return new Reply(response.code(), source.readByteArray());
        }
    }

    private static Call call(ApiClient client, ApiRequest request) {
        var query = new ArrayList<Pair>();
        request.query().forEach(entry -> query.add(new Pair(entry.getKey(), entry.getValue())));
        var headers = new HashMap<String, String>();
        headers.put("Accept", request.accept());
        headers.put("Content-Type", request.contentType());
        try {
            return client.buildCall(
                    client.getBasePath(),
                    request.path(),
                    request.method(),
                    query,
                    List.of(),
                    request.body(),
                    headers,
                    new HashMap<>(),
                    new HashMap<>(),
                    AUTHENTICATIONS,
                    null);
        } catch (ApiException e) {
            throw new IllegalArgumentException("a request that cannot be built: " + request.path(), e);
        }
    }

    private synchronized Opened open() {
        var current = opened;
        if (current != null && current.stamp() == stamp()) {
            return current;
        }
        try {
            var fresh = connect();
            opened = fresh;
            return fresh;
        } catch (IOException e) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "cannot read the cluster configuration: " + e.getMessage(),
                    "check copilot.kubernetes.kubeconfig and copilot.kubernetes.context",
                    Map.of(),
                    e);
        }
    }

    private synchronized void forget() {
        opened = null;
    }

    private Opened connect() throws IOException {
        return switch (access) {
            case ClusterAccess.InCluster() -> {
                var client = ClientBuilder.cluster().build();
                var namespace = Files.readString(Path.of(Config.SERVICEACCOUNT_NAMESPACE_PATH))
                        .strip();
                yield opened(
                        client,
                        ClientBuilder.cluster().build(),
                        new Place(
                                "in-cluster",
                                client.getBasePath(),
                                namespace,
                                TokenSubject.of(Files.readString(Path.of(Config.SERVICEACCOUNT_TOKEN_PATH)))));
            }
            case ClusterAccess.File(var path, var context) -> {
                try (var one = Files.newBufferedReader(path, StandardCharsets.UTF_8);
                        var two = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
                    yield fromKubeconfig(one, two, path.toFile(), context, null);
                }
            }
            case ClusterAccess.Text(var kubeconfig, var name) ->
                fromKubeconfig(new StringReader(kubeconfig), new StringReader(kubeconfig), null, null, name);
            case ClusterAccess.Missing(var why) ->
                throw new ToolFailed(
                        ErrorCode.BACKEND_NOT_CONFIGURED,
                        why,
                        "set copilot.kubernetes.kubeconfig, or copilot.kubernetes.sandbox=true for the built-in cluster");
        };
    }

    private Opened fromKubeconfig(
            Reader one, Reader two, @Nullable File file, @Nullable String context, @Nullable String name)
            throws IOException {
        var config = ClientJavaKubeconfig.read(one, file, context);
        var client = client(config);
        var streaming = client(ClientJavaKubeconfig.read(two, file, context));
        var namespace = config.getNamespace() == null ? "default" : config.getNamespace();
        return opened(
                client,
                streaming,
                new Place(
                        name == null ? config.getCurrentContext() : name,
                        client.getBasePath(),
                        namespace,
                        client.getAuthentication("BearerToken") instanceof ApiKeyAuth bearer
                                ? TokenSubject.of(bearer.getApiKey())
                                : ""));
    }

    /** What stands in the kubeconfig may be no certificate, no key, no address. */
    private static ApiClient client(KubeConfig config) throws IOException {
        try {
            return ClientBuilder.kubeconfig(config).build();
        } catch (RuntimeException e) {
            throw new IOException(
                    "cluster or user of context '%s' cannot be used; is a certificate, a key or the server's address damaged? (%s)"
                            .formatted(config.getCurrentContext(), e.getClass().getSimpleName()));
        }
    }

    private Opened opened(ApiClient client, ApiClient streaming, Place place) {
        client.setHttpClient(client.getHttpClient()
                .newBuilder()
                .addInterceptor(new OkHttpSentOnce())
                .callTimeout(timeout)
                .readTimeout(timeout)
                .connectTimeout(Duration.ofSeconds(5))
                .build());
        streaming.setHttpClient(streaming
                .getHttpClient()
                .newBuilder()
                .addInterceptor(new OkHttpSentOnce())
                .readTimeout(Duration.ZERO)
                .connectTimeout(Duration.ofSeconds(5))
                .build());
        return new Opened(client, streaming, place, stamp());
    }

    private long stamp() {
        if (!(access instanceof ClusterAccess.File(var path, var _))) {
            return 0;
        }
        try {
            return Files.getLastModifiedTime(path).to(TimeUnit.MILLISECONDS);
        } catch (IOException _) {
            // It is being replaced or has gone; connecting says so in words.
            return -1;
        }
    }

    private static boolean passing(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private void pause(int attempt) {
        var pause = FIRST_PAUSE.multipliedBy(1L << attempt);
        var shorter = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        try {
            Thread.sleep(shorter.plusMillis(jitter.nextInt(100)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "", Map.of(), e);
        }
    }

    /** Why a stream ended before its end. */
    ToolFailed brokeOff(ApiRequest request, IOException e) {
        forget();
        return unanswered(request, e);
    }

    private ToolFailed unanswered(ApiRequest request, IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "", Map.of(), e);
        }
        if (e instanceof InterruptedIOException) {
            return new ToolFailed(
                    ErrorCode.TIMEOUT,
                    "the API server did not answer %s %s within %s"
                            .formatted(request.method(), request.path(), timeout),
                    request.repeatable()
                            ? "try again"
                            : "look at the object before you repeat it: it may have happened",
                    Map.of(),
                    e);
        }
        return new ToolFailed(
                ErrorCode.BACKEND_UNAVAILABLE,
                "the API server cannot be reached: " + e.getMessage(),
                "check that the cluster is up and that copilot.kubernetes.* leads to it",
                Map.of(),
                e);
    }

    /** Where a connection leads. */
    record Place(String context, String server, String namespace, String subject) {}

    private record Opened(ApiClient client, ApiClient streaming, Place place, long stamp) {}
}
