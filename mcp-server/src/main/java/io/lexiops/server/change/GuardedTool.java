package io.lexiops.server.change;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;

import static io.lexiops.server.tool.Parameter.optional;

/** A write as callers see it. */
final class GuardedTool implements Tool {

    static final String DRY_RUN = "dryRun";
    static final String CONFIRM = "confirm";

    private final WriteTool tool;
    private final WriteFlow flow;
    private final ToolSpec spec;

    GuardedTool(WriteTool tool, WriteFlow flow) {
        this.tool = tool;
        this.flow = flow;
        this.spec = withPipelineParameters(tool.spec());
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public boolean offByDefault() {
        return tool.offByDefault();
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments().without(DRY_RUN, CONFIRM);
        refusePlaceholders(arguments);
        return tool.cluster(arguments)
                .map(cluster -> cluster.call(() -> called(call, arguments)))
                .orElseGet(() -> called(call, arguments));
    }

    private ToolResult called(ToolCall call, ToolArguments arguments) {
        var write = WriteCall.of(tool, arguments, call.caller(), call.context());
        return call.arguments().flag(DRY_RUN)
                ? flow.preview(write)
                : flow.make(write, call.arguments().textOrNull(CONFIRM));
    }

    private static void refusePlaceholders(ToolArguments arguments) {
        arguments.asMap().forEach((name, value) -> {
            if (Redactor.containsPlaceholder(value)) {
                throw new ToolFailed(
                        ErrorCode.REFUSED,
                        "argument '" + name + "' would write a placeholder over a secret",
                        "leave out what is redacted, or give the real value");
            }
        });
    }

    private static ToolSpec withPipelineParameters(ToolSpec spec) {
        var parameters = new ArrayList<>(spec.parameters());
        parameters.add(optional(DRY_RUN, Parameter.Type.BOOLEAN, "only preview"));
        parameters.add(optional(CONFIRM, Parameter.Type.STRING, "handle from the preview"));
        return spec.taking(parameters);
    }
}
