package io.lexiops.agent.http;

import io.lexiops.agent.AgentHostApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole host on a port of its own, without an MCP server: cases come in and end there. */
final class RunningHost implements AutoCloseable {

    static final String ANN = "token-of-ann-0123456789";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    private RunningHost(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static RunningHost in(
            Path folder, ApplicationContextInitializer<GenericApplicationContext> more, String... settings) {
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--copilot.host.data-dir=" + folder.resolve("data"),
                "--copilot.knowledge.embeddings=false",
                "--copilot.review.grant-key-file=" + key(folder),
                "--copilot.review.patience=0s",
                "--copilot.server.url=http://127.0.0.1:9",
                "--copilot.server.tokens.planner=planner-token-0001",
                "--copilot.server.tokens.reviewer=reviewer-token-001",
                "--copilot.server.tokens.router=router-token-00001",
                "--copilot.http.tokens[0].name=ann",
                "--copilot.http.tokens[0].right=operator",
                "--copilot.http.tokens[0].token=" + ANN));
        arguments.addAll(List.of(settings));
        return new RunningHost(new SpringApplicationBuilder(AgentHostApplication.class)
                .initializers(more)
                .run(arguments.toArray(String[]::new)));
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** A request with Ann's token. */
    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Authorization", "Bearer " + ANN);
    }

    Answer post(String path, String body) {
        return send(to(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Answer send(HttpRequest request) {
        try {
            return Answer.of(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends what no HTTP client would, and returns all that comes back until the connection ends. */
    String raw(String bytes) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }

    private static Path key(Path folder) {
        try {
            var file = folder.resolve("grants.key");
            var key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
            return Files.writeString(
                    file,
                    "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                            .formatted(Base64.getMimeEncoder().encodeToString(key.getEncoded())));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** What came back. */
    record Answer(int status, String contentType, String body) {

        private static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        }

        @SuppressWarnings("unchecked") // a JSON object always has string keys
        Map<String, Object> json() {
            return JSON.readValue(body, LinkedHashMap.class);
        }

        /** A problem document of this status; its words. */
        String problem(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            assertThat(contentType).startsWith("application/problem+json").doesNotContain("8859");
            assertThat(json()).containsEntry("status", expected);
            return String.valueOf(json().getOrDefault("detail", json().get("title")));
        }
    }
}
