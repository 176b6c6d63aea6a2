package io.lexiops.server;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Lends the backends to MCP clients; the only program that writes to a cluster. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class McpServerApplication {

    private static final String STDIO = "--copilot.server.stdio=true";

    public static void main(String[] args) {
        var arguments = new ArrayList<>(List.of(args));
        if (arguments.remove("--stdio")) {
            arguments.add(STDIO);
        }
        var application = new SpringApplication(McpServerApplication.class);
        if (arguments.contains(STDIO)) {
            application.setWebApplicationType(WebApplicationType.NONE);
        }
        application.run(arguments.toArray(String[]::new));
    }
}
