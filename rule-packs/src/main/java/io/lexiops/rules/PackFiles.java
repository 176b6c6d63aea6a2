package io.lexiops.rules;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of one pack as bytes.
 *
 * @param folder the folder's name, which must be the pack's
 * @param prefix what stands before a path in messages: empty or {@code folder/}
 * @param files  by path below the folder
 */
record PackFiles(String folder, String prefix, SortedMap<String, byte[]> files) {

    PackFiles {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Over path and content of every file that is read. */
    String digest() {
        var digest = sha256();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (isYaml(file.getKey())) {
                add(digest, file.getKey().getBytes(StandardCharsets.UTF_8));
                add(digest, file.getValue());
            }
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    static boolean isYaml(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml");
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        // The length first: otherwise a byte could move from one file to the next unseen.
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
