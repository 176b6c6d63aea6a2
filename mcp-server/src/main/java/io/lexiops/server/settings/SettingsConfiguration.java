package io.lexiops.server.settings;

import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** The settings in force: those of the start, and over them those of the configuration file. */
@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    @Bean
    @ConditionalOnProperty("copilot.server.config-file")
    ConfigFile configFile(ConfigFileProperties file, ServerProperties properties, ConfigurableEnvironment environment) {
        return new ConfigFile(
                Objects.requireNonNull(file.configFile()),
                ReloadableSettings.of(properties),
                new PropertySourcesPlaceholdersResolver(environment));
    }

    /** A file that is wrong stops the start. */
    @Bean
    LiveSettings liveSettings(ServerProperties properties, ObjectProvider<ConfigFile> file) {
        var configured = file.getIfAvailable();
        return new LiveSettings(
                configured == null ? ReloadableSettings.of(properties) : configured.settings(configured.read()));
    }
}
