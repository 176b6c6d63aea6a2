package io.lexiops.server.mcp;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where telemetry goes.
 *
 * @param tracesEndpoint takes spans with OTLP over HTTP, for example {@code http://collector:4318/v1/traces}; null: no traces
 */
@ConfigurationProperties("copilot.telemetry")
record TelemetryProperties(@Nullable URI tracesEndpoint) {}
