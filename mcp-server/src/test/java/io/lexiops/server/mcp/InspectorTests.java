package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A client that is not ours, over both ways in. */
@Tag("inspector")
class InspectorTests extends RunningServer {

    @TempDir
    Path folder;

    private ForeignClients clients;

    @BeforeEach
    void find() {
        clients = new ForeignClients(folder);
    }

    @Test
    void listsToolsAndReadsOverHttp() {
        var tools = over(Role.OPERATOR, "--method", "tools/list");
        assertThat(tools.status()).as(tools.errors()).isZero();
        assertThat(tools.output()).contains("\"k8s_list\"", "\"helm_upgrade\"", "\"status\"");

        var read = over(
                Role.PLANNER,
                "--method",
                "tools/call",
                "--tool-name",
                "k8s_get",
                "--tool-arg",
                "kind=ConfigMap",
                "namespace=edge",
                "name=settings");
        assertThat(read.status()).as(read.errors()).isZero();
        assertThat(read.output()).contains("level: info");
    }

    @Test
    void findsNothingWrongWithTheSchemasOfTheTools() {
        var tools = over(Role.OPERATOR, "--method", "tools/list", "--strict");
        assertThat(tools.status()).as(tools.errors()).isZero();
    }

    @Test
    void seesNoWritesWithThePlannersToken() {
        var tools = over(Role.PLANNER, "--method", "tools/list");
        assertThat(tools.status()).as(tools.errors()).isZero();
        assertThat(tools.output())
                .contains("\"name\": \"k8s_list\"")
                .doesNotContain(
                        "\"name\": \"helm_upgrade\"",
                        "\"name\": \"k8s_scale\"",
                        "\"name\": \"test_write\"",
                        "\"readOnlyHint\": false");
    }

    @Test
    void isRefusedAWriteWithoutAGrant() {
        for (var role : List.of(Role.PLANNER, Role.ROUTER, Role.REVIEWER, Role.OPERATOR)) {
            var write = over(
                    role,
                    "--method",
                    "tools/call",
                    "--tool-name",
                    "helm_uninstall",
                    "--tool-arg",
                    "release=nothing",
                    "namespace=edge");
            assertThat(write.output() + write.errors())
                    .as("%s", role)
                    .containsPattern("forbidden|grant_invalid|confirmation_required|not_found|refused");
        }
    }

    @Test
    void isRefusedWithoutAToken() {
        var tools = clients.inspector(
                "http://127.0.0.1:" + port() + "/mcp", "--transport", "http", "--method", "tools/list");
        assertThat(tools.status()).isNotZero();
        assertThat(tools.output() + tools.errors()).doesNotContain("k8s_list");
    }

    @Test
    void listsToolsAndReadsOverStdio() throws IOException {
        var tools = overStdio("--method", "tools/list");
        assertThat(tools.status()).as(tools.errors()).isZero();
        assertThat(tools.output()).contains("\"k8s_list\"", "\"helm_upgrade\"");

        var read = overStdio(
                "--method", "tools/call", "--tool-name", "k8s_list", "--tool-arg", "kind=ConfigMap", "namespace=edge");
        assertThat(read.status()).as(read.errors()).isZero();
        assertThat(read.output()).contains("settings");
    }

    private ForeignClients.Ended over(Role role, String... arguments) {
        var all = new ArrayList<>(List.of(
                "http://127.0.0.1:" + port() + "/mcp",
                "--transport",
                "http",
                "--header",
                "Authorization: Bearer " + tokenOf(role.name().toLowerCase(Locale.ROOT))));
        all.addAll(List.of(arguments));
        return clients.inspector(all.toArray(String[]::new));
    }

    private ForeignClients.Ended overStdio(String... arguments) throws IOException {
        var command = ServerProcess.command(
                Files.createDirectories(folder.resolve("data")),
                "--stdio",
                "--copilot.server.writes=enabled",
                "--copilot.kubernetes.kubeconfig=" + TestCluster.kubeconfig());
        // A file of its own keeps the options of the server apart from those of the inspector.
        var script = folder.resolve("server.sh");
        Files.writeString(script, "exec '" + String.join("' '", command) + "'\n");
        var all = new ArrayList<>(List.of("sh", script.toString()));
        all.addAll(List.of(arguments));
        return clients.inspector(all.toArray(String[]::new));
    }
}
