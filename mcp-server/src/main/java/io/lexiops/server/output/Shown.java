package io.lexiops.server.output;

import org.jspecify.annotations.Nullable;

/**
 * How much of a list is shown.
 *
 * @param total  how many there are; null if nobody knows without reading them all
 * @param cursor where to continue; null at the end
 */
public record Shown(
        long count, @Nullable Long total, @Nullable String cursor) {

    public static Shown all(long count) {
        return new Shown(count, count, null);
    }

    public boolean complete() {
        return cursor == null && (total == null || total == count);
    }

    /** The last line of an answer that is not complete: {@code showing 20 of 512; continue with cursor=...}. */
    public String line() {
        var of = total == null ? (cursor == null ? String.valueOf(count) : "more than " + count) : total.toString();
        return "showing " + count + " of " + of + (cursor == null ? "" : "; continue with cursor=" + cursor);
    }
}
