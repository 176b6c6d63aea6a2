package io.lexiops.server.change;

import io.lexiops.server.tool.StatusEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public keys whose grants are accepted, by key id. The file is looked at each time: a key that is added or taken away
 * counts at once, and a file that cannot be read means that there is none.
 */
final class GrantKeys implements StatusEntry {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----");
    private static final int KEY_ID_BYTES = 8;

    private final @Nullable Path file;
    private volatile Keys keys = new Keys("", Map.of(), "");

    GrantKeys(@Nullable Path file) {
        this.file = file;
    }

    Optional<PublicKey> find(String keyId) {
        return Optional.ofNullable(current().byId().get(keyId));
    }

    /** Why there are no keys; empty if there are. */
    String problem() {
        return current().problem();
    }

    @Override
    public String key() {
        return "grants";
    }

    @Override
    public Object value() {
        var current = current();
        var json = new LinkedHashMap<String, Object>();
        json.put("keyIds", List.copyOf(current.byId().keySet()));
        if (!current.problem().isEmpty()) {
            json.put("problem", current.problem());
        }
        return json;
    }

    /** The first 16 hex digits of SHA-256 over the key's SubjectPublicKeyInfo. */
    static String keyId(PublicKey key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return HexFormat.of().formatHex(digest, 0, KEY_ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Keys current() {
        if (file == null) {
            return keys.withProblem("no key is set: copilot.server.grants.public-key-file");
        }
        try {
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            var known = keys;
            if (!text.equals(known.file()) || text.isEmpty()) {
                known = parse(text);
                keys = known;
            }
            return known;
        } catch (IOException _) {
            return new Keys("", Map.of(), "the key file " + file + " cannot be read");
        }
    }

    private Keys parse(String text) {
        var byId = new TreeMap<String, PublicKey>();
        var blocks = BLOCK.matcher(text);
        try {
            while (blocks.find()) {
                var key = publicKey(Base64.getMimeDecoder().decode(blocks.group(1)));
                byId.put(keyId(key), key);
            }
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return new Keys(text, Map.of(), "the key file " + file + " holds a key that is no Ed25519 public key");
        }
        return new Keys(text, byId, byId.isEmpty() ? "the key file " + file + " holds no PUBLIC KEY block" : "");
    }

    private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        var key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
        if (!(key instanceof EdECPublicKey curve)
                || !curve.getParams().getName().equals("Ed25519")) {
            throw new GeneralSecurityException("no Ed25519 key");
        }
        return key;
    }

    private record Keys(String file, Map<String, PublicKey> byId, String problem) {

        Keys withProblem(String other) {
            return new Keys(file, Map.of(), other);
        }
    }
}
