package io.lexiops.server.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings that take effect without a restart.
 *
 * @param configFile     a YAML file of them, see {@link ConfigFile}; null: none
 * @param configFilePoll how often it is looked at; what has changed counts once it stays so for one more look
 */
@ConfigurationProperties("copilot.server")
public record ConfigFileProperties(
        @Nullable Path configFile, @DefaultValue("2s") Duration configFilePoll) {

    public ConfigFileProperties {
        if (configFilePoll.toMillis() < 10 || configFilePoll.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "copilot.server.config-file-poll is 10 ms to 1 h, not " + configFilePoll);
        }
    }
}
