package io.lexiops.agent.tool;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Three sessions with the server, each with a credential of its own. */
@Configuration(proxyBeanMethods = false)
class ToolConfiguration {

    @Bean
    McpToolbox plannerToolbox(ServerProperties properties, Clock clock) {
        return new McpToolbox(AgentRole.PLANNER, properties, clock);
    }

    @Bean
    McpToolbox reviewerToolbox(ServerProperties properties, Clock clock) {
        return new McpToolbox(AgentRole.REVIEWER, properties, clock);
    }

    @Bean
    McpToolbox routerToolbox(ServerProperties properties, Clock clock) {
        return new McpToolbox(AgentRole.ROUTER, properties, clock);
    }
}
