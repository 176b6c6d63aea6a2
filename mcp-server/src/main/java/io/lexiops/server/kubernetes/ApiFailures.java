package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Translates the {@code Status} objects of the API server into words for the caller, once. */
final class ApiFailures {

    private static final int LONGEST_MESSAGE = 2_000;

    private ApiFailures() {}

    static ToolFailed of(
            int status, byte[] body, @Nullable ResourceType type, @Nullable String namespace, String verb) {
        var answer = parse(body);
        var message = message(answer, status);
        if (status == 500 && message.contains("typed patch object")) {
            // Old servers call a manifest that does not fit their schema an error of their own.
            return new ToolFailed(ErrorCode.INVALID_ARGUMENT, message, "correct the fields that are named");
        }
        return switch (status) {
            case 400 -> new ToolFailed(ErrorCode.INVALID_ARGUMENT, message, "correct the argument");
            case 401 ->
                new ToolFailed(
                        ErrorCode.FORBIDDEN,
                        "the API server does not accept this server's credentials",
                        "renew the token or certificate that copilot.kubernetes.* names");
            case 403 -> forbidden(message, type, namespace, verb);
            case 404 -> new ToolFailed(ErrorCode.NOT_FOUND, message, "");
            case 405, 415 -> new ToolFailed(ErrorCode.INVALID_ARGUMENT, message, "this kind does not support it");
            case 409 ->
                new ToolFailed(ErrorCode.CONFLICT, message + causes(answer), "look at the object again and repeat");
            case 410 ->
                new ToolFailed(
                        ErrorCode.INVALID_ARGUMENT,
                        "the cursor is too old: the cluster has forgotten the state of the list that it goes on from",
                        "list again from the beginning, without continue");
            case 422 ->
                new ToolFailed(
                        ErrorCode.INVALID_ARGUMENT,
                        message,
                        causes(answer).isEmpty() ? "correct the argument" : "correct the fields that are named");
            case 429 ->
                new ToolFailed(
                        ErrorCode.BACKEND_UNAVAILABLE, message, "the API server is busy, or a budget forbids it now");
            case 504 -> new ToolFailed(ErrorCode.TIMEOUT, message, "try again");
            default -> new ToolFailed(ErrorCode.BACKEND_UNAVAILABLE, message, "try again");
        };
    }

    private static ToolFailed forbidden(
            String message, @Nullable ResourceType type, @Nullable String namespace, String verb) {
        // Quota, limits and admission also answer 403; only RBAC is mended by a role.
        if (type == null || !message.contains(" cannot ")) {
            return new ToolFailed(ErrorCode.FORBIDDEN, message, "");
        }
        var right = MissingRight.of(message)
                .orElseGet(() -> new MissingRight(verb, type.plural(), type.group(), namespace, ""));
        var elsewhere = type.namespaced() && right.namespace() == null
                ? "name a namespace to look in, or an administrator can allow it in all: "
                : "an administrator can allow it: ";
        return new ToolFailed(
                ErrorCode.FORBIDDEN, message, elsewhere + right.command(), Map.of("missingRule", right.rule()), null);
    }

    private static String message(Map<String, Object> answer, int status) {
        var message = answer.get("message") instanceof String text && !text.isBlank()
                ? text
                : "the API server answered " + status;
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
    }

    private static String causes(Map<String, Object> answer) {
        if (!(answer.get("details") instanceof Map<?, ?> details)
                || !(details.get("causes") instanceof List<?> causes)) {
            return "";
        }
        var fields = causes.stream()
                .filter(Map.class::isInstance)
                .map(cause -> ((Map<?, ?>) cause).get("field") + ": " + ((Map<?, ?>) cause).get("message"))
                .collect(Collectors.joining("; "));
        return fields.isEmpty() ? "" : " (" + fields + ")";
    }

    private static Map<String, Object> parse(byte[] body) {
        try {
            return JsonText.object(body);
        } catch (JacksonException | ClassCastException _) {
            // A proxy in between answers with HTML; the status says enough.
            return Map.of();
        }
    }
}
