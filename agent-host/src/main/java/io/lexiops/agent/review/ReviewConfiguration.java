package io.lexiops.agent.review;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the Reviewer's key. */
@Configuration(proxyBeanMethods = false)
class ReviewConfiguration {

    @Bean
    JwsGrants executionGrants(ReviewProperties properties, Clock clock) {
        var keys = new GrantKeyFile(properties.keyFile());
        // Now, not at the first write: who starts the host learns of a missing key, not who asks for a change.
        keys.current();
        return new JwsGrants(keys, properties.grantLifetime(), clock);
    }
}
