package io.lexiops.server.mcp;

import io.lexiops.server.redact.Redactor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tools in the SDK's words. */
@Configuration(proxyBeanMethods = false)
class McpConfiguration {

    @Bean
    McpTools mcpTools(
            ToolRegistry registry,
            ToolRights rights,
            ContextChoice contexts,
            Guard guard,
            RunningCalls running,
            Redactor redactor) {
        return new McpTools(registry, rights, contexts, guard, running, redactor);
    }

    @Bean
    McpSpecification mcpSpecification(McpTools tools) {
        return new McpSpecification(tools, EdgeConfiguration.version());
    }
}
