package io.lexiops.server.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Authorization header of a backend; never printed. */
public final class Credential implements Supplier<Optional<String>> {

    private final Supplier<Optional<String>> header;
    private final boolean present;

    private Credential(boolean present, Supplier<Optional<String>> header) {
        this.present = present;
        this.header = header;
    }

    public static Credential none() {
        return new Credential(false, Optional::empty);
    }

    public static Credential basic(String user, String password) {
        var pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new Credential(true, () -> Optional.of("Basic " + pair));
    }

    /** A token given directly, or in a file that is read at each call: projected tokens rotate. */
    public static Credential bearer(@Nullable String token, @Nullable Path file) {
        if (token != null && !token.isBlank()) {
            return new Credential(true, () -> Optional.of("Bearer " + token.strip()));
        }
        return file == null ? none() : new Credential(true, () -> Optional.of("Bearer " + read(file)));
    }

    public boolean present() {
        return present;
    }

    @Override
    public Optional<String> get() {
        return header.get();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException("the token file " + file + " cannot be read", e);
        }
    }
}
