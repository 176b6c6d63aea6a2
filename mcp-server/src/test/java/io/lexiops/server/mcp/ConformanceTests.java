package io.lexiops.server.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The protocol's conformance suite, for the two revisions that are served at one address. The suite has no token. */
@Tag("inspector")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(ConformanceFixtures.class)
class ConformanceTests {

    @TempDir
    Path folder;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        settings.add("copilot.server.data-dir", () -> TestCluster.newFolder().toString());
        settings.add(
                "copilot.kubernetes.kubeconfig", () -> TestCluster.kubeconfig().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void passesEveryScenarioThatTheRevisionRequires(String revision) {
        run("--requirements", revision);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-custom-header-server-validation", "json-schema-2020-12"})
    void passesScenariosThatAreNotScored(String scenario) {
        run("--scenario", scenario, "--spec-version", "2026-07-28");
    }

    private void run(String... arguments) {
        var all = new ArrayList<>(List.of("--url", "http://localhost:" + port + "/mcp", "-o", folder.toString()));
        all.addAll(List.of(arguments));
        var ended = new ForeignClients(folder).conformance(all.toArray(String[]::new));
        assertThat(ended.status())
                .as(failures() + "\n" + ended.output() + ended.errors())
                .isZero();
    }

    /** The checks that failed, from the suite's own reports. */
    private String failures() {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("checks.json"))
                    .flatMap(file -> Stream.of(WireClient.JSON.readValue(file.toFile(), Map[].class)))
                    .filter(check -> "FAILURE".equals(check.get("status")))
                    .map(check -> check.get("id") + ": " + check.get("errorMessage") + " " + check.get("details"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
