package io.lexiops.server.rules;

import io.lexiops.rules.LoadingPacks;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One state of the rules for the whole server. */
@Configuration(proxyBeanMethods = false)
class RulesConfiguration {

    @Bean
    LinkedRules rulesInForce(
            RulesProperties properties, Clock clock, @Value("${copilot.server.stdio:false}") boolean stdio) {
        // Who started the program at a terminal or in an editor waits for its first answer, which needs no rules.
        return new LinkedRules(properties.repositoryDir(), LoadingPacks.begin(clock), !stdio);
    }
}
