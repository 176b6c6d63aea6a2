package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on. All of it stands in the text that a caller gives back, so it outlives this program; the text knows
 * which list it is of, and whether it was altered. It opens nothing: what it leads to is read with the rights of who asks.
 *
 * @param namespace which of the namespaces that are read one after the other
 * @param token     the API's own; null means from the beginning of the namespace
 * @param after     namespace and name of the last object of this page that was shown; null means none of it was
 * @param seen      how many objects the pages before have shown
 */
record ListCursor(
        int namespace, @Nullable String token, @Nullable String after, long seen) {

    static final ListCursor START = new ListCursor(0, null, null, 0);

    private static final int CHECK_LENGTH = 8;

    /**
     * Reads a cursor.
     *
     * @param list       which list is asked for now, in words that no other list has
     * @param namespaces how many there are
     * @throws ToolFailed {@code INVALID_ARGUMENT} if it was altered or is of another list
     */
    static ListCursor of(String text, String list, int namespaces) {
        var parts = decoded(text).split("\n", -1);
        if (parts.length != 6 || !parts[0].equals(check(parts[1], parts[2], parts[3], parts[4], parts[5]))) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'continue' is no cursor of k8s_list, or not all of one",
                    "give back the cursor of the page before as it was, with the same other arguments");
        }
        if (!parts[1].equals(check(list)) || Integer.parseInt(parts[2]) >= namespaces) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'continue' is the cursor of another list",
                    "repeat kind, namespace, selectors, where and context of the page that the cursor is from, or list"
                            + " without continue");
        }
        return new ListCursor(Integer.parseInt(parts[2]), orNull(parts[5]), orNull(parts[4]), Long.parseLong(parts[3]));
    }

    String encoded(String list) {
        var own = check(list);
        var place = Integer.toString(namespace);
        var count = Long.toString(seen);
        var shown = after == null ? "" : after;
        var next = token == null ? "" : token;
        var text = String.join("\n", check(own, place, count, shown, next), own, place, count, shown, next);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The page after this one; null if it was the last. */
    @Nullable ListCursor next(@Nullable String nextToken, int namespaces, long shown) {
        if (nextToken != null) {
            return new ListCursor(namespace, nextToken, null, shown);
        }
        return namespace + 1 < namespaces ? new ListCursor(namespace + 1, null, null, shown) : null;
    }

    /** This page once more, but only what comes after an object of it. */
    ListCursor behind(KubernetesObject object, long shown) {
        return new ListCursor(namespace, token, place(object), shown);
    }

    static String place(KubernetesObject object) {
        var namespace = object.namespace();
        return (namespace == null ? "" : namespace + "/") + object.name();
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // Not even in the letters of a cursor: refused like any other text.
            return "";
        }
    }

    private static String check(String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, CHECK_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
