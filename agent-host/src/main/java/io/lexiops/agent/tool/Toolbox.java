package io.lexiops.agent.tool;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one role sees of the server and may call. The server enforces it; this only asks. */
public interface Toolbox {

    /** The toolbox of a role, out of all that there are. */
    static Toolbox of(AgentRole role, Collection<? extends Toolbox> all) {
        return all.stream()
                .filter(toolbox -> toolbox.role() == role)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no toolbox for the " + role));
    }

    AgentRole role();

    /**
     * The names of the tools that this role sees, asked anew when the server's list may have changed; as last known while
     * the server does not answer, and empty if it never has.
     */
    Set<String> tools();

    /** The JSON schema of a tool's arguments, as a JSON tree; empty if the role does not see the tool. */
    Optional<Map<String, Object>> inputSchema(String tool);

    /** Calls a tool and waits for its outcome; never throws for what the server or the network does. */
    ToolOutcome call(ToolRequest request);
}
