package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The files for editors start what an editor would start: each command is run as it stands there. */
@Tag("acceptance")
class EditorFilesTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    // A cluster that is away must not keep an editor from its tools.
    private static final String NOBODY_THERE = """
            apiVersion: v1
            kind: Config
            clusters: [{name: away, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: nobody, user: {}}]
            contexts: [{name: away, context: {cluster: away, user: nobody}}]
            current-context: away
            """;

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"vscode, servers", "claude-code, mcpServers", "cursor, mcpServers"})
    void theCommandOfAnEditorAnswersInBothKindsOfRevision(String editor, String key) throws Exception {
        assumeTrue(Files.isReadable(PROJECT.resolve("target/dist/stamp")), "not built: run ./copilot --version");
        var file = JSON.readTree(Files.readString(PROJECT.resolve("mcp-server/ide/" + editor + ".mcp.json")));
        var entry = file.path(key).path("devops-copilot");
        var answers = answers(entry, """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"editor","version":"1"}}}
                {"jsonrpc":"2.0","method":"notifications/initialized"}
                {"jsonrpc":"2.0","id":2,"method":"tools/list"}
                {"jsonrpc":"2.0","id":3,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
                """);

        assertThat(answers)
                .satisfiesExactlyInAnyOrder(
                        answer -> assertThat(
                                        answer.at("/result/serverInfo/name").asString())
                                .isEqualTo("devops-copilot"),
                        answer -> assertThat(answer.at("/result/tools")
                                        .valueStream()
                                        .map(tool -> tool.path("name").asString()))
                                .contains("status"),
                        answer -> assertThat(
                                        answer.at("/result/supportedVersions/0").asString())
                                .isEqualTo("2026-07-28"));
    }

    @Test
    void theDescriptionForRegistriesNamesThisVersion() throws IOException {
        var server = JSON.readTree(Files.readString(PROJECT.resolve("mcp-server/server.json")));
        assertThat(server.path("name").asString()).matches("[a-z.]+/[a-z-]+");
        assertThat(server.path("description").asString()).hasSizeLessThanOrEqualTo(100);
        assertThat(Files.readString(PROJECT.resolve("pom.xml")))
                .contains("<version>" + server.path("version").asString());
    }

    private Iterable<JsonNode> answers(JsonNode entry, String input) throws Exception {
        var command = new ArrayList<String>();
        command.add(entry.path("command").asString().replaceAll("\\$\\{(env:)?DEVOPS_COPILOT}", PROJECT.toString()));
        entry.path("args").valueStream().forEach(argument -> command.add(argument.asString()));
        var builder =
                new ProcessBuilder(command).redirectError(home.resolve("errors").toFile());
        builder.environment().put("COPILOT_HOME", home.toString());
        builder.environment()
                .put(
                        "KUBECONFIG",
                        Files.writeString(home.resolve("kubeconfig"), NOBODY_THERE)
                                .toString());
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s", Files.readString(home.resolve("errors")))
                .isZero();
        return said.lines().map(JSON::readTree).toList();
    }
}
