package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The key pair that execution grants are sealed with. The command line makes it before it starts the two programs: the
 * server must know the public half before the host signs for the first time.
 */
final class GrantKey {

    private GrantKey() {}

    /** Makes the pair if it is not there. */
    static GrantKeyFiles ensure(Path folder) {
        var files = new GrantKeyFiles(folder.resolve("grant-private-key.pem"), folder.resolve("grant-public-key.pem"));
        if (Files.exists(files.privateKey()) && Files.exists(files.publicKey())) {
            return files;
        }
        try {
            Files.createDirectories(folder);
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.deleteIfExists(files.privateKey());
            Files.createFile(files.privateKey(), owner);
            Files.writeString(
                    files.privateKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            Files.writeString(
                    files.publicKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            return files;
        } catch (IOException e) {
            throw new CliFailed("cannot write the grant keys to " + folder, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java 25 has Ed25519", e);
        }
    }

    private static String pem(String label, byte[] der) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(label, lines, label)
                .replace("\r", "");
    }

    /** Where the two halves are. */
    record GrantKeyFiles(Path privateKey, Path publicKey) {}
}
