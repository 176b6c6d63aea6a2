package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON patches of Secrets that would tell what is in them. What is copied out of the data stands in the answer, in a preview
 * as in an error, under a name that nothing knows to be secret; and a test that holds or not answers a guess.
 */
final class SecretPatches {

    private static final Set<String> VALUES = Set.of("data", "stringData", "binaryData");

    private SecretPatches() {}

    /** @throws ToolFailed {@code REFUSED} if an operation reads the values */
    static void check(ResourceType type, List<?> operations) {
        if (!type.kind().equals("Secret")) {
            return;
        }
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i) instanceof Map<?, ?> operation) {
                var op = String.valueOf(operation.get("op"));
                if ((op.equals("copy") || op.equals("move")) && reaches(operation.get("from"))) {
                    throw refused("operation %d of %d copies values of the Secret".formatted(i + 1, operations.size()));
                }
                if (op.equals("test") && reaches(operation.get("path"))) {
                    throw refused(
                            "operation %d of %d compares values of the Secret".formatted(i + 1, operations.size()));
                }
            }
        }
    }

    /** Whether a JSON pointer is of the values, or of something that they are in. */
    private static boolean reaches(@Nullable Object pointer) {
        var tokens = String.valueOf(pointer).split("/", -1);
        return tokens.length < 2 || VALUES.contains(tokens[1].replace("~1", "/").replace("~0", "~"));
    }

    private static ToolFailed refused(String why) {
        return new ToolFailed(
                ErrorCode.REFUSED,
                why + ", and its answer would show them",
                "add, replace and remove do not read what is there; resourceVersion guards against other writers");
    }
}
