package io.lexiops.server.argocd;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolFailed;
import java.util.regex.Pattern;

/** How a call names an application. */
final class ArgoNames {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private ArgoNames() {}

    static String application(ToolArguments arguments) {
        var name = arguments.text("application");
        if (!NAME.matcher(name).matches()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'application' is no name of an application",
                    "lower-case letters, digits, '-' and '.', for example shop");
        }
        return name;
    }
}
