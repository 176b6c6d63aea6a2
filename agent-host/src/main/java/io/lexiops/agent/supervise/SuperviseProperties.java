package io.lexiops.agent.supervise;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The supervisor.
 *
 * @param interval time between two looks at the settled cases
 */
@Validated
@ConfigurationProperties("copilot.supervise")
record SuperviseProperties(@DefaultValue("1m") Duration interval) {}
