package io.lexiops.server.mcp;

import io.lexiops.server.settings.ServerProperties;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** The way in over standard input and output, for the person who started the program. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "copilot.server.stdio", havingValue = "true")
class McpStdioConfiguration {

    private static final Caller WHO_STARTED_IT = new Caller("local", Role.OPERATOR, Set.of());

    @Bean
    McpStdioTransport stdioTransport(ServerProperties properties, RunningCalls running, StatelessEdge edge) {
        return new McpStdioTransport(
                new McpErrorsWithoutInnards(McpJsonDefaults.getMapper()),
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                properties.limits().body(),
                running,
                new StatelessLines(edge, running, WHO_STARTED_IT));
    }

    @Bean(destroyMethod = "")
    McpSyncServer stdioServer(McpStdioTransport transport, McpSessions sessions) {
        return sessions.applyTo(McpServer.sync(transport), WHO_STARTED_IT).build();
    }

    @Bean
    ListChanges.Subscription stdioHearsOfChanges(ListChanges changes, McpSyncServer server) {
        return McpSessions.tell(changes, server);
    }

    @Bean
    Reader stdioReader(McpStdioTransport transport, ConfigurableApplicationContext context) {
        return new Reader(transport, context);
    }

    /** Begins when everything is there, and ends the program with its input. */
    static final class Reader {

        private final McpStdioTransport transport;
        private final ConfigurableApplicationContext context;

        Reader(McpStdioTransport transport, ConfigurableApplicationContext context) {
            this.transport = transport;
            this.context = context;
        }

        @EventListener(ApplicationReadyEvent.class)
        void begin() {
            Thread.ofPlatform().name("stdin").start(() -> {
                try {
                    transport.serve();
                } finally {
                    System.exit(SpringApplication.exit(context));
                }
            });
        }
    }
}
