package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of one installation: one cluster, or the sandbox. Only its owner can read it.
 *
 * <pre>
 * host/ server/     data of the two programs
 * tokens.json       the credentials between command line, host and server
 * running.json      ports and processes while the programs run
 * logs/
 * </pre>
 */
final class Home {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;

    Home(Path folder) {
        this.folder = folder;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new CliFailed("cannot make the folder " + folder + ": choose another with --home", e);
        }
    }

    Path folder() {
        return folder;
    }

    Path hostData() {
        return folder.resolve("host");
    }

    Path serverData() {
        return folder.resolve("server");
    }

    Path log(String program) {
        return folder.resolve("logs").resolve(program + ".log");
    }

    /** The credentials; made at first use. */
    Map<String, String> tokens() {
        var known = read("tokens.json");
        if (known.isPresent()) {
            return strings(known.get());
        }
        var made = new LinkedHashMap<String, Object>();
        for (var who : new String[] {"person", "planner", "reviewer", "router", "ide"}) {
            made.put(who, secret());
        }
        write("tokens.json", made);
        return strings(made);
    }

    Optional<Map<String, Object>> read(String name) {
        var file = folder.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(object(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            throw new CliFailed("cannot read " + file, e);
        }
    }

    /** Writes a file whole or not at all, for its owner only. */
    void write(String name, Map<String, Object> content) {
        var file = folder.resolve(name);
        try {
            var draft = Files.createTempFile(
                    folder,
                    name,
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, JSON.writeValueAsString(content), StandardCharsets.UTF_8);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliFailed("cannot write " + file, e);
        }
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new CliFailed("cannot remove " + folder.resolve(name), e);
        }
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> object(String text) {
        return JSON.readValue(text, LinkedHashMap.class);
    }

    private static Map<String, String> strings(Map<String, Object> content) {
        var strings = new LinkedHashMap<String, String>();
        content.forEach((key, value) -> strings.put(key, String.valueOf(value)));
        return strings;
    }

    private static String secret() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
