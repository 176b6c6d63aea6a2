package io.lexiops.server.kubernetes;

import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.kubernetes.Kubernetes.ExecRequest;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Runs a program in a container that runs already. */
final class ExecTool implements WriteTool {

    private static final int MOST_BYTES = 32 << 10;

    private final WriteCluster cluster;

    ExecTool(WriteCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_exec",
                "Run a program in a pod",
                ToolEffect.DESTROY,
                "Runs a program in a container of a pod and returns its output and exit code. No shell is involved. It can do"
                        + " anything there, so a person must allow it, and it cannot be undone.",
                List.of(
                        required("name", Parameter.Type.STRING, "the pod"),
                        required(
                                "command",
                                Parameter.Type.STRINGS,
                                "program and arguments: [\"cat\", \"/etc/resolv.conf\"]"),
                        optional("container", Parameter.Type.STRING, "default: the only one"),
                        ReadArguments.NAMESPACE,
                        optional("timeout", Parameter.Type.INTEGER, "seconds, default 30")
                                .between(1, 300)),
                false,
                true);
    }

    @Override
    public boolean offByDefault() {
        return true;
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var command = command(arguments);
        var ref = cluster.open(
                caller,
                new ObjectRef(
                        cluster.kubernetes().type("pods", "v1"),
                        cluster.namespace(arguments, caller),
                        arguments.text("name")));
        return new ExecWrite(
                cluster.kubernetes(),
                ref,
                new ExecRequest(
                        Objects.requireNonNull(ref.namespace()),
                        ref.name(),
                        arguments.textOrNull("container"),
                        command,
                        Duration.ofSeconds(arguments.integer("timeout", 30)),
                        MOST_BYTES));
    }

    static List<String> command(ToolArguments arguments) {
        var command = arguments.texts("command");
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'command' names no program",
                    "a list of the program and its arguments, for example [\"ls\", \"-l\", \"/tmp\"]");
        }
        return command;
    }
}
