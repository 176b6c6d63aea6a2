package io.lexiops.server.mcp;

import io.lexiops.server.audit.AuditTrail;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.settings.ConfigFile;
import io.lexiops.server.settings.ConfigFileProperties;
import io.lexiops.server.settings.LiveSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.modelcontextprotocol.json.McpJsonDefaults;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.ResourcePatternResolver;
import tools.jackson.databind.json.JsonMapper;

/** What is offered, and the two edges to it. */
@Configuration(proxyBeanMethods = false)
class McpConfiguration {

    @Bean
    Offer registryOffer(
            ToolRegistry registry, ToolRights rights, ContextChoice contexts, Guard guard, Redactor redactor) {
        return new RegistryOffer(registry, rights, contexts, guard, redactor);
    }

    @Bean
    ToolRuns toolRuns(ToolRegistry registry, ToolRights rights, Guard guard, Redactor redactor) {
        return new ToolRuns(registry, rights, guard, redactor);
    }

    @Bean
    Completions completions(ToolRuns runs) {
        return new Completions(runs);
    }

    @Bean
    Offer resourceOffer(ToolRuns runs, Completions completions) {
        return new ResourceOffer(runs, completions);
    }

    @Bean
    Offer runbookOffer(ResourcePatternResolver resources) throws IOException {
        return new RunbookOffer(resources.getResources("classpath*:knowledge-seed/runbooks/*.md"));
    }

    @Bean
    Offer promptOffer(ToolRuns runs, Completions completions) {
        return new PromptOffer(runs, completions);
    }

    @Bean
    Offers offers(List<Offer> offers) {
        return new Offers(offers);
    }

    @Bean
    Methods methods(Offers offers, Operations operations) {
        return new Methods(offers, operations, EdgeConfiguration.version());
    }

    @Bean
    Operations operations(List<Operations.Listener> listeners) {
        return new Operations(listeners);
    }

    @Bean
    Operations.Listener meteredOperations(MeterRegistry meters) {
        return new MicrometerOperations(meters);
    }

    @Bean
    @ConditionalOnProperty("copilot.telemetry.traces-endpoint")
    Operations.Listener tracedOperations(TelemetryProperties properties) {
        return OpenTelemetryOperations.to(
                Objects.requireNonNull(properties.tracesEndpoint()).toString(), EdgeConfiguration.version());
    }

    @Bean
    ListChanges listChanges(LiveSettings live) {
        var changes = new ListChanges();
        live.onChange((before, now) -> {
            if (now.showsOtherToolsThan(before)) {
                changes.changed(ListChanges.Kind.TOOLS);
            }
        });
        return changes;
    }

    @Bean
    @ConditionalOnProperty("copilot.server.config-file")
    Reloads reloads(ConfigFile file, LiveSettings live, AuditTrail trail) {
        return new Reloads(file, live, trail, JsonMapper.shared());
    }

    /** Once everybody who checks settings is there. */
    @Bean
    @ConditionalOnProperty("copilot.server.config-file")
    ApplicationListener<ApplicationReadyEvent> watchConfigFile(Reloads reloads, ConfigFileProperties properties) {
        return _ -> reloads.watch(properties.configFilePoll());
    }

    @Bean
    McpSessions mcpSessions(Offers offers, Methods methods, RunningCalls running) {
        return new McpSessions(offers, methods, running, McpJsonDefaults.getMapper());
    }

    @Bean
    StatelessEdge statelessEdge(Offers offers, Methods methods, ListChanges changes, InstallationKey key, Clock clock) {
        return new StatelessEdge(offers, methods, changes, new RequestState(key, clock));
    }
}
