package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The revision to go back to.
 *
 * @param running  whether pods of it are ready now, which proves that it works
 * @param changes  what the change after it did, for people: {@code image of web: A -> B}
 * @param age      how long ago that change was
 * @param image    what the container in question ran then; null if it did not exist
 */
record Rollback(
        long revision,
        boolean running,
        List<String> changes,
        String age,
        @Nullable String image) {}
