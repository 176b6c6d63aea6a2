package io.lexiops.server.http;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls one JSON backend. The credential is bound to its base URL: no redirect is followed, no other host is called, path
 * segments are encoded so that a name cannot leave the path. Answers are read up to a limit and within a time.
 */
public final class OkHttpJson {

    private static final MediaType JSON = MediaType.get("application/json");
    private static final int TEXT_LIMIT = 2_000;
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final HttpBackend backend;
    private final HttpUrl base;
    private final OkHttpClient client;
    private final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public OkHttpJson(HttpBackend backend) {
        this.backend = backend;
        this.base = HttpUrl.get(backend.base().toString());
        var builder = new OkHttpClient.Builder()
                .addInterceptor(new OkHttpSentOnce())
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(backend.timeout())
                .connectTimeout(backend.timeout())
                .readTimeout(backend.timeout())
                .writeTimeout(backend.timeout());
        if (backend.caFile() != null) {
            var trust = new PemTrust(backend.caFile());
            builder.sslSocketFactory(trust.sockets(), trust.certificates());
        }
        this.client = builder.build();
    }

    /** GETs a path below the base; a query value that is given twice is repeated. */
    public HttpAnswer get(List<String> path, List<Map.Entry<String, String>> query) {
        var url = url(path);
        query.forEach(pair -> url.addQueryParameter(pair.getKey(), pair.getValue()));
        return call(new Request.Builder().url(url.build()).get());
    }

    public HttpAnswer postForm(List<String> path, List<Map.Entry<String, String>> fields) {
        var form = new FormBody.Builder(StandardCharsets.UTF_8);
        fields.forEach(pair -> form.add(pair.getKey(), pair.getValue()));
        return call(new Request.Builder().url(url(path).build()).post(form.build()));
    }

    public HttpAnswer postJson(List<String> path, Map<String, Object> body) {
        var bytes = mapper.writeValueAsBytes(body);
        return call(new Request.Builder().url(url(path).build()).post(RequestBody.create(bytes, JSON)));
    }

    /** Reads a JSON object that a backend has sent inside of a string; empty if it is none. */
    public Map<String, Object> object(String text) {
        return json(text.getBytes(StandardCharsets.UTF_8));
    }

    private HttpUrl.Builder url(List<String> path) {
        var url = base.newBuilder();
        for (var segment : path) {
            // "." and ".." are dropped or climbed even when they are a name
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new ToolFailed(ErrorCode.INVALID_ARGUMENT, "'" + segment + "' is no name", "");
            }
            url.addPathSegment(segment);
        }
        return url;
    }

    private HttpAnswer call(Request.Builder request) {
        request.header("Accept", "application/json");
        backend.authorization().get().ifPresent(value -> request.header("Authorization", value));
        try (var response = client.newCall(request.build()).execute()) {
            return read(response);
        } catch (InterruptedIOException e) {
            throw failed(
                    ErrorCode.TIMEOUT, "no answer within " + backend.timeout().toMillis() + " ms", e);
        } catch (IOException e) {
            throw failed(ErrorCode.BACKEND_UNAVAILABLE, reason(e), e);
        }
    }

    private HttpAnswer read(Response response) throws IOException {
        if (response.isRedirect()) {
            throw failed(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "it answers with a redirect (" + response.code() + "), which is never followed",
                    null);
        }
        var body = new Buffer();
        var source = response.body().source();
        long room = backend.maxBody() + 1L;
        while (room > 0) {
            long read = source.read(body, room);
            if (read < 0) {
                break;
            }
            room -= read;
        }
        if (room <= 0) {
            throw failed(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "its answer is larger than " + backend.maxBody() + " bytes; ask for less",
                    null);
        }
        var bytes = body.readByteArray();
        var text = new String(bytes, StandardCharsets.UTF_8);
        return new HttpAnswer(
                response.code(), json(bytes), text.length() <= TEXT_LIMIT ? text : text.substring(0, TEXT_LIMIT));
    }

    private Map<String, Object> json(byte[] bytes) {
        try {
            var tree = mapper.readValue(bytes, OBJECT);
            return tree == null ? Map.of() : tree;
        } catch (JacksonException _) {
            return Map.of(); // an error page of a proxy, for example; the caller sees the status and the text
        }
    }

    private ToolFailed failed(ErrorCode code, String why, @Nullable Throwable cause) {
        return new ToolFailed(
                code,
                backend.name() + " at " + base.host() + ":" + base.port() + ": " + why,
                "check copilot." + backend.name() + ".url and that the backend runs",
                Map.of(),
                cause);
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
}
