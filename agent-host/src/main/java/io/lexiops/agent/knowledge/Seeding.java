package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the seed into a new repository, and a newer seed into one that began with an older.
 *
 * <p>A file that people changed or deleted since stays as they left it.
 */
final class Seeding {

    static final String TRAILER = "Seed";

    private static final int LOG = 200_000;

    private final GitRepository repository;

    private final Seed seed;

    Seeding(GitRepository repository, Seed seed) {
        this.repository = repository;
        this.seed = seed;
    }

    void apply() throws IOException {
        var files = seed.files();
        repository.commitOnHead(GitRepository.MAIN, head -> {
            if (head == null) {
                return files.isEmpty()
                        ? Optional.empty()
                        : Optional.of(edit("Begin with the built-in knowledge", files, files));
            }
            var last = lastSeed(repository, head);
            if (last == null || last.trailers().containsValue(List.of(digest(files)))) {
                return Optional.empty();
            }
            var writes = unchangedSince(last.id(), head, files);
            return writes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(edit("Update the built-in knowledge", files, writes));
        });
    }

    /** The commit that seeded last, or null if this repository did not begin with a seed. */
    static @Nullable GitRevision lastSeed(GitRepository repository, String head) throws IOException {
        for (var revision : repository.log(head, null, LOG)) {
            if (revision.trailers().containsKey(TRAILER)) {
                return revision;
            }
        }
        return null;
    }

    private Map<String, String> unchangedSince(String seeded, String head, SortedMap<String, String> files)
            throws IOException {
        var writes = new LinkedHashMap<String, String>();
        for (var file : files.entrySet()) {
            var now = repository.text(head, file.getKey());
            if (now.equals(repository.text(seeded, file.getKey())) && !now.equals(Optional.of(file.getValue()))) {
                writes.put(file.getKey(), file.getValue());
            }
        }
        return writes;
    }

    private static GitEdit edit(String subject, SortedMap<String, String> seed, Map<String, String> writes) {
        return GitEdit.writing("DevOps Copilot", subject, Map.of(TRAILER, digest(seed)), writes);
    }

    private static String digest(SortedMap<String, String> files) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            files.forEach((path, text) -> sha.update((path + "\0" + text + "\0").getBytes(StandardCharsets.UTF_8)));
            return "sha256:" + HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
