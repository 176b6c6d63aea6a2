package io.lexiops.agent.tool;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one role sees of the server and may call. The server enforces it; this only asks. */
public interface Toolbox {

    AgentRole role();

    /** The names of the tools that this role sees, asked anew when the server's list may have changed. */
    Set<String> tools();

    /** The JSON schema of a tool's arguments, as a JSON tree; empty if the role does not see the tool. */
    Optional<Map<String, Object>> inputSchema(String tool);

    /** Calls a tool and waits for its outcome; never throws for what the server or the network does. */
    ToolOutcome call(ToolRequest request);
}
