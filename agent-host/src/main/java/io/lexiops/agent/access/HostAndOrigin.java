package io.lexiops.agent.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that a page in somebody's browser sends: such a page can make a name of its own point to this machine,
 * but it cannot choose the headers that tell. The MCP server has the same rules.
 */
final class HostAndOrigin extends OncePerRequestFilter {

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Set<String> hosts;
    private final Set<String> origins;
    private final boolean anyHost;

    HostAndOrigin(boolean loopback, Set<String> hosts, Set<String> origins) {
        this.hosts = hosts;
        this.origins = origins;
        // Beyond this machine nothing is known about the names of this one.
        this.anyHost = hosts.isEmpty() && !loopback;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var host = request.getHeader(HttpHeaders.HOST);
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!hostAllowed(host)) {
            ProblemDocument.send(
                    response, 403, "this Host header is not accepted here; copilot.http.allowed-hosts names what is");
        } else if (origin != null && !originAllowed(origin, host)) {
            ProblemDocument.send(
                    response,
                    403,
                    "this Origin header is not accepted here; copilot.http.allowed-origins names what is");
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean hostAllowed(@Nullable String host) {
        if (anyHost) {
            return true;
        }
        if (host == null) {
            return false;
        }
        var name = withoutPort(host);
        return hosts.contains(host) || hosts.contains(name) || (hosts.isEmpty() && LOOPBACK_NAMES.contains(name));
    }

    private boolean originAllowed(String origin, @Nullable String host) {
        if (origins.contains(origin)) {
            return true;
        }
        try {
            var authority = URI.create(origin).getAuthority();
            return authority != null
                    && (authority.equals(host) || (!anyHost && LOOPBACK_NAMES.contains(withoutPort(authority))));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        // An IPv6 address has colons of its own, inside of brackets.
        int port = host.lastIndexOf(':');
        boolean hasPort = port > host.lastIndexOf(']') && (host.startsWith("[") || host.indexOf(':') == port);
        return (hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
    }
}
