package io.lexiops.server.access;

import io.lexiops.server.settings.TokenProperties;
import io.lexiops.server.tool.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Callers from the configuration. Only hashes of their tokens stay in memory. */
final class StaticTokenCallers implements Callers {

    /** In whose name the audit trail keeps that the settings were replaced. */
    private static final String RELOADS = "configuration";

    private static final int MAX_TOKEN_LENGTH = 4096;

    private final List<Known> known = new ArrayList<>();

    StaticTokenCallers(List<TokenProperties> tokens) {
        var names = new HashSet<String>();
        var hashes = new HashSet<String>();
        for (var token : tokens) {
            var hash = HexFormat.of().parseHex(token.sha256());
            if (!names.add(token.name()) || !hashes.add(token.sha256())) {
                throw new IllegalArgumentException(
                        "copilot.server.tokens: " + token.name() + " has the name or the token of another entry");
            }
            if (token.name().equals(RELOADS)
                    || token.name().startsWith(OAuthAccess.PREFIX)
                    || token.name().startsWith(ReviewedCallers.PREFIX)) {
                throw new IllegalArgumentException("copilot.server.tokens: the name " + token.name()
                        + " would be taken for that of another kind of caller");
            }
            var namespaces = Objects.requireNonNull(token.namespaces());
            known.add(new Known(hash, new Caller(token.name(), token.role(), namespaces)));
        }
    }

    /** Looks at every entry in constant time, so that the time tells nothing about how near a guess was. */
    @Override
    public Answer byToken(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return new Answer.Unknown();
        }
        var hash = sha256(token);
        @Nullable Caller found = null;
        for (var entry : known) {
            if (MessageDigest.isEqual(entry.hash(), hash)) {
                found = entry.caller();
            }
        }
        return found == null ? new Answer.Unknown() : new Answer.Known(found);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    // An array in a record: never compared, only read.
    @SuppressWarnings("ArrayRecordComponent")
    private record Known(byte[] hash, Caller caller) {}
}
