package io.lexiops.agent;

import io.lexiops.agent.tool.Pause;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every package may ask for. */
@Configuration(proxyBeanMethods = false)
class HostConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Pause pause() {
        return Pause.REAL;
    }
}
