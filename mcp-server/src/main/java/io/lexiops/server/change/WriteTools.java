package io.lexiops.server.change;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolFailed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All guarded writes by name, hidden ones too. */
final class WriteTools {

    private final Map<String, WriteTool> byName = new ConcurrentHashMap<>();

    void add(WriteTool tool) {
        if (byName.putIfAbsent(tool.spec().name(), tool) != null) {
            throw new IllegalStateException(
                    "two write tools are called " + tool.spec().name());
        }
    }

    /**
     * Describes a write that the ledger names.
     *
     * @throws ToolFailed if the tool is not there any more, or does not take the arguments
     */
    PlannedWrite plan(String tool, Map<String, Object> arguments, Caller caller) {
        var found = byName.get(tool);
        if (found == null) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_NOT_CONFIGURED,
                    "there is no tool " + tool + " on this server any more",
                    "configure the backend that it belongs to");
        }
        return found.plan(ToolArguments.of(found.spec(), arguments), caller);
    }
}
