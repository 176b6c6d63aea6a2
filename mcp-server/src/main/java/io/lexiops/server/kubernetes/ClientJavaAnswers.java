package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.AccessAnswer;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * What an API server answered is what was asked for, or an error. What is between here and the API server may answer too,
 * with a page of its own or a word: that must not pass for an empty list, for an object or for a write.
 */
final class ClientJavaAnswers {

    private ClientJavaAnswers() {}

    static KubernetesObject object(byte[] body) {
        try {
            return new KubernetesObject(JsonText.object(body));
        } catch (JacksonException e) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "the API server's answer is not whole JSON",
                    "try again",
                    Map.of(),
                    e);
        }
    }

    /** The object that was asked for. */
    static KubernetesObject read(KubernetesObject answer, ObjectRef ref) {
        if (!answer.textAt("", "metadata", "name").equals(ref.name())) {
            throw other("the API server answered with something else than " + ref, "try again");
        }
        return answer;
    }

    /** The object that was written. */
    static KubernetesObject written(KubernetesObject answer) {
        if (answer.textAt("", "metadata", "name").isEmpty()) {
            throw other(
                    "the API server answered the write with something else than the object",
                    "look at the object before you repeat it: it may have happened");
        }
        return answer;
    }

    /** A list, or a table that shows one; of an empty one some servers leave out the items. */
    static KubernetesObject listed(KubernetesObject answer) {
        boolean table = answer.kind().equals("Table");
        var items = answer.at(table ? "rows" : "items");
        // A custom kind may call its list as it likes.
        boolean isList = items == null ? table || answer.kind().endsWith("List") : items instanceof List<?>;
        if (!isList) {
            throw other("the API server answered with something else than a list", "try again");
        }
        return answer;
    }

    /** Without the server's word it is no refusal either. */
    static AccessAnswer access(KubernetesObject review) {
        if (review.at("status", "allowed") instanceof Boolean allowed) {
            return new AccessAnswer(allowed, review.textAt("", "status", "reason"));
        }
        throw other("the API server answered with something else than whether it is allowed", "try again");
    }

    private static ToolFailed other(String what, String next) {
        return new ToolFailed(ErrorCode.BACKEND_UNAVAILABLE, what, next);
    }
}
