package io.lexiops.server.mcp;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The scenarios of the protocol's conformance suite that ask for no special tools. The suite has no token. */
@Tag("inspector")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
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
    @ValueSource(strings = {"server-initialize", "ping", "tools-list", "dns-rebinding-protection"})
    void keepsToTheProtocol(String scenario) {
        var ended = new ForeignClients(folder)
                .conformance(
                        "--url",
                        "http://localhost:" + port + "/mcp",
                        "--scenario",
                        scenario,
                        "--spec-version",
                        "2025-11-25",
                        "-o",
                        folder.toString());
        assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
    }
}
