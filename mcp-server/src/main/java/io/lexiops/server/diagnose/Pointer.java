package io.lexiops.server.diagnose;

/** JSON pointers (RFC 6901). */
final class Pointer {

    private Pointer() {}

    /** One level deeper; a slash or tilde in a key is escaped. */
    static String join(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }
}
