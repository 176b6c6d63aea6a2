package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole server on a port of its own, before a simulated cluster, with one caller for each role. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(EdgeTools.class)
abstract class RunningServer {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    @LocalServerPort
    private int port;

    @Value("${copilot.server.data-dir}")
    private Path dataDirectory;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        var data = TestCluster.newFolder();
        var kubeconfig = TestCluster.kubeconfig();
        settings.add("copilot.server.data-dir", data::toString);
        settings.add("copilot.server.writes", () -> "enabled");
        // A test before other clusters sets test.kubeconfig: what this class adds comes last.
        settings.add("copilot.kubernetes.kubeconfig", () -> "${test.kubeconfig:" + kubeconfig + "}");
        int next = 0;
        for (var role : Role.values()) {
            token(settings, next++, name(role), role);
        }
        token(settings, next++, "second", Role.OPERATOR);
        token(settings, next, "fenced", Role.OPERATOR);
        settings.add("copilot.server.tokens[" + next + "].namespaces", () -> "edge");
    }

    int port() {
        return port;
    }

    /** Where the server keeps its database and its key. */
    Path dataDirectory() {
        return dataDirectory;
    }

    WireClient as(Role role) {
        return as(name(role));
    }

    WireClient as(String caller) {
        return withToken(tokenOf(caller));
    }

    WireClient withToken(String token) {
        return new WireClient(HTTP, port, token);
    }

    WireClient withoutToken() {
        return new WireClient(HTTP, port, null);
    }

    static String tokenOf(String caller) {
        return "token-of-" + caller + "-0123456789";
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static void token(DynamicPropertyRegistry settings, int index, String name, Role role) {
        settings.add("copilot.server.tokens[" + index + "].name", () -> name);
        settings.add("copilot.server.tokens[" + index + "].role", () -> role);
        settings.add("copilot.server.tokens[" + index + "].token", () -> tokenOf(name));
    }
}
