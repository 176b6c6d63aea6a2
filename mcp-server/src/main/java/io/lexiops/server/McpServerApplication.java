package io.lexiops.server;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationEvent;

/** Lends the backends to MCP clients; the only program that writes to a cluster. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class McpServerApplication {

    private static final String STDIO = "copilot.server.stdio";

    public static void main(String[] args) {
        var arguments = new ArrayList<>(List.of(args));
        if (arguments.remove("--stdio")) {
            arguments.add("--" + STDIO + "=true");
        }
        var application = new SpringApplication(McpServerApplication.class);
        application.addListeners(McpServerApplication::withoutWebServer);
        try {
            application.run(arguments.toArray(String[]::new));
        } catch (RuntimeException _) {
            // Spring has said why; threads that were started before would keep the process.
            System.exit(1);
        }
    }

    /** However it is set: over standard input and output there is no web server. */
    private static void withoutWebServer(ApplicationEvent event) {
        if (event instanceof ApplicationEnvironmentPreparedEvent prepared
                && prepared.getEnvironment().getProperty(STDIO, Boolean.class, false)) {
            prepared.getSpringApplication().setWebApplicationType(WebApplicationType.NONE);
        }
    }
}
