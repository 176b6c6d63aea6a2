package io.lexiops.agent;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Takes an operator's request and drives it to an answer. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class AgentHostApplication {

    public static void main(String[] args) {
        SpringApplication.run(AgentHostApplication.class, args);
    }
}
