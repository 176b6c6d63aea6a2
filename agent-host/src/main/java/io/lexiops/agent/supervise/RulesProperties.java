package io.lexiops.agent.supervise;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The operators' rules.
 *
 * @param directory holds {@code repository/}, which people edit, and {@code current}, the files in force
 * @param interval  time between two looks at the repository
 */
@Validated
@ConfigurationProperties("copilot.rules")
record RulesProperties(
        @DefaultValue("data/rules") Path directory,
        @DefaultValue("2s") Duration interval) {}
