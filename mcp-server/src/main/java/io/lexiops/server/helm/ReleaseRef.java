package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.regex.Pattern;

/** Names a release. */
public record ReleaseRef(String namespace, String name) {

    // Helm's own limits; the name is part of the name of a Secret
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST = 53;
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public ReleaseRef {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'release' is no release name",
                    "at most 53 lower-case letters, digits, '-' and '.', for example web");
        }
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new ToolFailed(ErrorCode.INVALID_ARGUMENT, "argument 'namespace' is no namespace name", "");
        }
    }

    @Override
    public String toString() {
        return name + " in " + namespace;
    }
}
