package io.lexiops.server.access;

import io.lexiops.server.settings.ServerProperties;
import io.lexiops.server.settings.TokenProperties;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens, and what follows from it: beyond this machine nobody comes in without a token.
 *
 * @param loopback only programs on this machine can reach it
 * @param tokens   callers are told apart by tokens: static ones, those of an issuer, or those of service accounts
 */
public record Binding(boolean loopback, boolean tokens) {

    public Binding {
        if (!loopback && !tokens) {
            throw new IllegalStateException("the server would listen beyond this machine without authentication: set"
                    + " copilot.server.tokens[0].name, .role and .token-sha256, or copilot.server.oauth, or"
                    + " copilot.server.token-review, or set server.address to 127.0.0.1");
        }
    }

    /** @param tokens the static tokens in force */
    static Binding of(@Nullable InetAddress address, ServerProperties properties, List<TokenProperties> tokens) {
        return new Binding(address != null && address.isLoopbackAddress(), properties.authenticates(tokens));
    }
}
