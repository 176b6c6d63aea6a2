package io.lexiops.server.redact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of this installation, made once and kept beside the data. Every use has a key of its own, derived by its
 * purpose, so that one cannot be confused with another.
 */
public final class InstallationKey {

    private static final String FILE = "installation.key";
    private static final int LENGTH = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    private InstallationKey(byte[] key) {
        this.key = key;
    }

    /** A key for this process only, for a server without a data directory and for tests. */
    public static InstallationKey random() {
        var bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        return new InstallationKey(bytes);
    }

    /** Reads the key in the directory; makes directory and key, for the owner's eyes only, if there is none. */
    public static InstallationKey in(Path directory) {
        var file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                create(directory, file);
            }
            var bytes = Files.readAllBytes(file);
            if (bytes.length != LENGTH) {
                throw new IllegalStateException(
                        "the installation key " + file + " has " + bytes.length + " bytes, not " + LENGTH);
            }
            return new InstallationKey(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or make the installation key " + file, e);
        }
    }

    /** Something that authenticates for one purpose only, for example {@code audit}. */
    public Keyed forPurpose(String purpose) {
        return new Keyed(mac(key, purpose.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] mac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static void create(Path directory, Path file) throws IOException {
        Files.createDirectories(directory);
        var bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, options, onlyOwner)) {
            channel.write(java.nio.ByteBuffer.wrap(bytes));
        } catch (FileAlreadyExistsException _) {
            // Another process of this installation was faster; its key is the key.
        }
    }
}
