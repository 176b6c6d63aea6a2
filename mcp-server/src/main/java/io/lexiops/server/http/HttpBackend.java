package io.lexiops.server.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a backend is and how it is asked.
 *
 * @param name          for messages: {@code argocd}
 * @param base          scheme, host, port and an optional path prefix; nothing else is ever called
 * @param authorization the value of the Authorization header, asked for at each call so that a token may rotate
 * @param caFile        PEM certificates to trust instead of the system's; null takes the system's
 * @param timeout       for one whole call
 * @param maxBody       bytes of an answer that are read at most
 */
public record HttpBackend(
        String name,
        URI base,
        Supplier<Optional<String>> authorization,
        @Nullable Path caFile,
        Duration timeout,
        int maxBody) {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    public HttpBackend {
        var scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
        if (base.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(name + ": the URL must be http or https with a host");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(name + ": the URL must not hold a user, a query or a fragment");
        }
        if (timeout.isNegative() || timeout.isZero() || maxBody <= 0) {
            throw new IllegalArgumentException(name + ": time-out and body limit must be positive");
        }
    }

    /**
     * Refuses to send a credential in the clear to another machine.
     *
     * @param plainHttpAllowed the operator's word that the network between is trusted
     */
    public HttpBackend credentialIsSafe(boolean hasCredential, boolean plainHttpAllowed) {
        boolean clear = "http".equalsIgnoreCase(base.getScheme()) && !LOOPBACK.contains(base.getHost());
        if (hasCredential && clear && !plainHttpAllowed) {
            throw new IllegalArgumentException(name + ": a credential would travel over plain http to " + base.getHost()
                    + "; use https, or set copilot." + name + ".plain-http=true if that network is trusted");
        }
        return this;
    }
}
