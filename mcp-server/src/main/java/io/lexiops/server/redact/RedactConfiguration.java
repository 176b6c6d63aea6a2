package io.lexiops.server.redact;

import io.lexiops.server.settings.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One redactor and one key for the whole server. */
@Configuration(proxyBeanMethods = false)
class RedactConfiguration {

    @Bean
    InstallationKey installationKey(ServerProperties properties) {
        return InstallationKey.in(properties.dataDir());
    }

    @Bean
    Redactor redactor(InstallationKey key) {
        return new Redactor(key);
    }
}
