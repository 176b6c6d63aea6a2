package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Charts of https repositories. Only addresses below an allowed source are asked; no redirect is followed. */
final class OkHttpCharts {

    private static final int MOST_BYTES = 20 << 20;

    private final List<HttpUrl> allowed;
    private final OkHttpClient client;

    OkHttpCharts(List<URI> allowed, OkHttpClient base) {
        this.allowed =
                allowed.stream().map(source -> HttpUrl.get(source.toString())).toList();
        this.client = base.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(Duration.ofSeconds(60))
                .build();
    }

    static OkHttpCharts of(List<URI> allowed) {
        return new OkHttpCharts(allowed, new OkHttpClient());
    }

    byte[] download(String repository, String name, @Nullable String version) {
        var source = allowed(HttpUrl.parse(repository.endsWith("/") ? repository : repository + "/"), repository);
        var index = YamlDocuments.parse(new String(
                        bytes(source.newBuilder().addPathSegment("index.yaml").build()), StandardCharsets.UTF_8))
                .getFirst();
        var entry = entry(index, name, version);
        var address =
                entry.get("urls") instanceof List<?> urls && !urls.isEmpty() ? String.valueOf(urls.getFirst()) : "";
        var content = bytes(allowed(source.resolve(address), address));
        if (entry.get("digest") instanceof String digest
                && !digest.replace("sha256:", "").equals(sha256(content))) {
            throw new ToolFailed(
                    ErrorCode.REFUSED, "chart " + name + " is not the one that its repository's index describes", "");
        }
        return content;
    }

    private static Map<?, ?> entry(Map<String, Object> index, String name, @Nullable String version) {
        var entries = index.get("entries") instanceof Map<?, ?> all && all.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(item -> (Map<?, ?>) item)
                        .toList()
                : List.<Map<?, ?>>of();
        return entries.stream()
                .filter(entry -> version == null
                        ? !ChartVersions.preRelease(String.valueOf(entry.get("version")))
                        : version.equals(entry.get("version")))
                .max(Comparator.comparing(entry -> String.valueOf(entry.get("version")), ChartVersions::compare))
                .orElseThrow(() -> new ToolFailed(
                        ErrorCode.NOT_FOUND,
                        "the repository has no chart " + name + (version == null ? "" : " " + version),
                        entries.isEmpty()
                                ? ""
                                : "it has "
                                        + entries.stream()
                                                .limit(10)
                                                .map(entry -> String.valueOf(entry.get("version")))
                                                .toList()));
    }

    private HttpUrl allowed(@Nullable HttpUrl url, String words) {
        if (url != null && url.isHttps() && allowed.stream().anyMatch(source -> below(source, url))) {
            return url;
        }
        throw new ToolFailed(
                ErrorCode.REFUSED,
                "charts are not taken from " + (url == null ? words : url.redact()),
                allowed.isEmpty()
                        ? "the operator allows sources in copilot.helm.sources"
                        : "allowed sources: " + allowed);
    }

    private static boolean below(HttpUrl source, HttpUrl url) {
        var prefix = source.encodedPath().endsWith("/") ? source.encodedPath() : source.encodedPath() + "/";
        return source.host().equals(url.host())
                && source.port() == url.port()
                && url.username().isEmpty()
                && (url.encodedPath() + "/").startsWith(prefix);
    }

    private byte[] bytes(HttpUrl url) {
        try (var response =
                client.newCall(new Request.Builder().url(url).build()).execute()) {
            if (!response.isSuccessful()) {
                throw new ToolFailed(
                        ErrorCode.BACKEND_UNAVAILABLE,
                        "the chart repository " + url.host() + " answers with status " + response.code(),
                        "");
            }
            var stream = response.body().byteStream();
            var content = stream.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new ToolFailed(ErrorCode.REFUSED, "the repository sends more than " + MOST_BYTES + " bytes", "");
            }
            return content;
        } catch (IOException e) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "the chart repository " + url.host() + " does not answer",
                    "",
                    Map.of(),
                    e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
