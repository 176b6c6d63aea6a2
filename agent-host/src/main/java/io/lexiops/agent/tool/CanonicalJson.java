package io.lexiops.agent.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8785: the one spelling of a JSON tree, so that two programs agree on its digest. */
public final class CanonicalJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CanonicalJson() {}

    public static String of(Map<String, ?> tree) {
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(tree)).getEncodedString();
        } catch (IOException e) {
            throw new UncheckedIOException("a JSON tree that cannot be written canonically", e);
        }
    }

    /** {@code sha256:} and the digest of the canonical form in hex. */
    public static String digest(Map<String, ?> tree) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(of(tree).getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
