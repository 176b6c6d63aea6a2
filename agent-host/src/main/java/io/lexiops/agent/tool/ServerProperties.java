package io.lexiops.agent.tool;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the server is and who the host is to it.
 *
 * @param url         without the path, for example {@code http://mcp-server:8090}
 * @param tokens      one credential for each role
 * @param connect     how long to wait for a connection
 * @param toolListAge how long a list of tools is believed
 */
@ConfigurationProperties("copilot.server")
record ServerProperties(
        @Nullable URI url,
        @Nullable Tokens tokens,
        @DefaultValue("5s") Duration connect,
        @DefaultValue("30s") Duration toolListAge) {

    private static final int SHORTEST_TOKEN = 16;

    ServerProperties {
        if (url == null) {
            throw new IllegalArgumentException(
                    "copilot.server.url is missing: say where the MCP server is, for example http://mcp-server:8090");
        }
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))
                || url.getHost() == null
                || !Set.of("", "/").contains(url.getPath())) {
            throw new IllegalArgumentException(
                    "copilot.server.url is http:// or https://, a host and a port, without a path; not '" + url + "'");
        }
        if (tokens == null) {
            throw new IllegalArgumentException(
                    "copilot.server.tokens is missing: planner, reviewer and router need one" + " credential each");
        }
        positive("connect", connect);
        positive("tool-list-age", toolListAge);
    }

    String token(AgentRole role) {
        var known = tokens();
        if (known == null) {
            throw new IllegalStateException("the constructor refuses absent tokens");
        }
        return switch (role) {
            case PLANNER -> known.planner();
            case REVIEWER -> known.reviewer();
            case ROUTER -> known.router();
        };
    }

    private static void positive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(
                    "copilot.server.%s is longer than nothing, not %s".formatted(name, time));
        }
    }

    /** One credential for each role, no two the same: whoever holds one can do only what that role may. */
    record Tokens(String planner, String reviewer, String router) {

        Tokens {
            var all = Map.of(
                    "planner", known("planner", planner),
                    "reviewer", known("reviewer", reviewer),
                    "router", known("router", router));
            if (Set.copyOf(all.values()).size() != all.size()) {
                throw new IllegalArgumentException(
                        "copilot.server.tokens: planner, reviewer and router need different tokens");
            }
        }

        private static String known(String role, @Nullable String token) {
            if (token == null || token.length() < SHORTEST_TOKEN) {
                throw new IllegalArgumentException("copilot.server.tokens.%s is missing or has fewer than %d characters"
                        .formatted(role, SHORTEST_TOKEN));
            }
            return token;
        }

        /** Never the tokens. */
        @Override
        public String toString() {
            return "Tokens[...]";
        }
    }
}
