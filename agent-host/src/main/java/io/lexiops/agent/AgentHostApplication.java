package io.lexiops.agent;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/** Takes an operator's request and drives it to an answer. */
// Errors outside of the controllers have no page: access.TomcatProblems answers them.
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
@ConfigurationPropertiesScan
public class AgentHostApplication {

    public static void main(String[] args) {
        SpringApplication.run(AgentHostApplication.class, args);
    }
}
