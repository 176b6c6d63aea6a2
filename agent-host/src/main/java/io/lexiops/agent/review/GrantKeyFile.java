package io.lexiops.agent.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The Reviewer's key, read again when its file changes, so that it can be replaced while the host runs. */
final class GrantKeyFile {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int KEY_ID_BYTES = 8;

    private final Path file;
    private @Nullable Loaded loaded;

    GrantKeyFile(Path file) {
        this.file = file;
    }

    /** A key and the name under which the server knows its public half. */
    record Loaded(PrivateKey key, String id, FileTime modified, long size) {}

    /**
     * The key as it is in the file now.
     *
     * @throws GrantKeyUnusable if there is none
     */
    synchronized Loaded current() {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var known = loaded;
            if (known == null
                    || !known.modified().equals(attributes.lastModifiedTime())
                    || known.size() != attributes.size()) {
                var key = parse(Files.readString(file));
                known = new Loaded(key, id(publicKey(key)), attributes.lastModifiedTime(), attributes.size());
                loaded = known;
            }
            return known;
        } catch (IOException e) {
            throw new GrantKeyUnusable("copilot.review.grant-key-file: cannot read " + file, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new GrantKeyUnusable(
                    "copilot.review.grant-key-file: " + file + " holds no Ed25519 private key (PKCS#8 in PEM)", e);
        }
    }

    private static EdECPrivateKey parse(String pem) throws GeneralSecurityException {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("there is no block " + BEGIN);
        }
        var der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
        var key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
        if (key instanceof EdECPrivateKey edwards) {
            return edwards;
        }
        throw new IllegalArgumentException("the key is of another kind: " + key.getAlgorithm());
    }

    /**
     * The file has only the private half. Java has no call to get from one half to the other, but makes the pair out of 32
     * bytes of chance, and those are the private key.
     */
    private static PublicKey publicKey(EdECPrivateKey key) throws GeneralSecurityException {
        var seed = key.getBytes().orElseThrow(() -> new IllegalArgumentException("the key does not show its bytes"));
        var generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        return generator.generateKeyPair().getPublic();
    }

    private static String id(PublicKey key) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        return HexFormat.of().formatHex(digest, 0, KEY_ID_BYTES);
    }
}
