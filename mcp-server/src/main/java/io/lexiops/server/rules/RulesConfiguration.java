package io.lexiops.server.rules;

import io.lexiops.rules.LoadingPacks;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One state of the rules for the whole server. */
@Configuration(proxyBeanMethods = false)
class RulesConfiguration {

    @Bean
    LinkedRules rulesInForce(RulesProperties properties, Clock clock) {
        return new LinkedRules(properties.repositoryDir(), LoadingPacks.begin(clock));
    }
}
