package io.lexiops.agent.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the two programs are told when the command line starts them: loopback only, one credential for each role. */
final class Settings {

    private Settings() {}

    static Map<String, Object> server(Installation installation, int port, Path grantPublicKey) {
        var home = installation.home();
        var tokens = home.tokens();
        var settings = new LinkedHashMap<String, Object>(installation.clusterSettings());
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", port);
        settings.put("copilot.server.data-dir", home.serverData().toString());
        settings.put("copilot.server.writes", "enabled");
        settings.put("copilot.server.grants.public-key-file", grantPublicKey.toString());
        settings.put(
                "copilot.rules.repository-dir",
                home.hostData().resolve("rules/current").toString());
        int n = 0;
        for (var role : List.of("planner", "reviewer", "router")) {
            put(settings, n++, role, role, tokens);
        }
        put(settings, n, "ide", "operator", tokens);
        return settings;
    }

    static Map<String, Object> host(Installation installation, int port, int serverPort, Path grantPrivateKey) {
        var home = installation.home();
        var tokens = home.tokens();
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", port);
        settings.put("copilot.host.data-dir", home.hostData().toString());
        settings.put("copilot.review.grant-key-file", grantPrivateKey.toString());
        settings.put("copilot.server.url", "http://127.0.0.1:" + serverPort);
        for (var role : List.of("planner", "reviewer", "router")) {
            settings.put("copilot.server.tokens." + role, tokens.getOrDefault(role, ""));
        }
        settings.put("copilot.http.tokens[0].name", System.getProperty("user.name", "operator"));
        settings.put("copilot.http.tokens[0].right", "admin");
        settings.put("copilot.http.tokens[0].token", tokens.getOrDefault("person", ""));
        return settings;
    }

    private static void put(
            Map<String, Object> settings, int number, String name, String role, Map<String, String> tokens) {
        var prefix = "copilot.server.tokens[%d].".formatted(number);
        settings.put(prefix + "name", name);
        settings.put(prefix + "role", role);
        settings.put(prefix + "token", tokens.getOrDefault(name, ""));
    }
}
