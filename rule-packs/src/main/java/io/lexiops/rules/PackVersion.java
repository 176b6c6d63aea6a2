package io.lexiops.rules;

import org.jspecify.annotations.Nullable;

/**
 * Which pack decided.
 *
 * @param commit null for a pack that is not from a repository
 * @param digest {@code sha256:...} over the pack's files
 */
public record PackVersion(
        String name, String version, @Nullable String commit, String digest) {}
