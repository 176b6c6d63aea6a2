package io.lexiops.agent.tool;

/** The three MCP clients of the host, each with a credential of its own. */
public enum AgentRole {
    PLANNER,
    REVIEWER,
    ROUTER
}
