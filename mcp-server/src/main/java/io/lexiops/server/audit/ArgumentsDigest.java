package io.lexiops.server.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names the arguments of a call: {@code sha256:} and the SHA-256 over their canonical JSON (RFC 8785). Arguments that say
 * how to call, not what to do, are left out; so a dry run and the call itself have the same digest.
 */
public final class ArgumentsDigest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private ArgumentsDigest() {}

    public static String of(Map<String, Object> arguments) {
        var what = new LinkedHashMap<>(arguments);
        what.remove("dryRun");
        what.remove("confirm");
        try {
            var canonical = new JsonCanonicalizer(JSON.writeValueAsString(what)).getEncodedUTF8();
            var sha256 = MessageDigest.getInstance("SHA-256").digest(canonical);
            return "sha256:" + HexFormat.of().formatHex(sha256);
        } catch (IOException e) {
            throw new UncheckedIOException("arguments are no JSON", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
