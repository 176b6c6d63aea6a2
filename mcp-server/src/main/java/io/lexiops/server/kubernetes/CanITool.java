package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.AccessQuestion;
import io.lexiops.server.tool.OutputField;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Whether the server's own identity may do something, and what would allow it. */
final class CanITool implements Tool {

    private final ClusterReader reader;

    CanITool(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                        "k8s_can_i",
                        "Check a permission",
                        ToolEffect.READ,
                        "Whether this server may do something in the cluster; if not, the missing RBAC rule and the command that grants"
                                + " it.",
                        List.of(
                                required("verb", Parameter.Type.STRING, "get, list, create, patch, delete"),
                                ReadArguments.KIND_REQUIRED,
                                optional("name", Parameter.Type.STRING, "one object only"),
                                ReadArguments.NAMESPACE,
                                optional("subresource", Parameter.Type.STRING, "log, scale, status"),
                                ReadArguments.API_VERSION),
                        true,
                        false)
                .answering(
                        OutputField.always("allowed", OutputField.Type.BOOLEAN),
                        OutputField.sometimes("reason", OutputField.Type.STRING),
                        OutputField.sometimes("command", OutputField.Type.STRING));
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var type = reader.type(arguments);
        var verb = arguments.text("verb");
        var namespace = type.namespaced() ? reader.namespace(call) : null;
        var subresource = arguments.textOrNull("subresource");
        var answer = reader.kubernetes()
                .canI(new AccessQuestion(
                        verb, type.group(), type.plural(), subresource, namespace, arguments.textOrNull("name")));
        var resource = subresource == null ? type.plural() : type.plural() + "/" + subresource;
        var what = "%s %s%s".formatted(verb, resource, namespace == null ? "" : " in " + namespace);
        var structured = new LinkedHashMap<>(reader.about(namespace, null));
        structured.put("allowed", answer.allowed());
        structured.put("reason", answer.reason());
        if (answer.allowed()) {
            return ToolResult.of("yes: may " + what, structured);
        }
        var subject = reader.kubernetes().identity().subject();
        var right = new MissingRight(verb, resource, type.group(), namespace, subject);
        var command = right.command();
        structured.put("rule", right.rule());
        structured.put("command", command);
        return ToolResult.of("no: may not " + what + "\nan administrator can allow it: " + command, structured);
    }
}
