package io.lexiops.rules;

import java.util.Map;

/**
 * An image reference in its parts, as container runtimes read it: without a registry it is Docker Hub's.
 *
 * @param tag    empty if it has none
 * @param digest empty if it has none
 */
record ImageReference(String registry, String repository, String tag, String digest) {

    static ImageReference of(String text) {
        var rest = text;
        var digest = "";
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = rest.substring(at + 1);
            rest = rest.substring(0, at);
        }
        var tag = "";
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        int slash = rest.indexOf('/');
        var first = slash < 0 ? "" : rest.substring(0, slash);
        if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
            return new ImageReference(first, rest.substring(slash + 1), tag, digest);
        }
        return new ImageReference("docker.io", slash < 0 ? "library/" + rest : rest, tag, digest);
    }

    Map<String, Object> toMap() {
        return Map.of("registry", registry, "repository", repository, "tag", tag, "digest", digest);
    }
}
