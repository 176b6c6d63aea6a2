package io.lexiops.server.mcp;

import io.lexiops.server.access.Binding;
import io.lexiops.server.access.CallerAuthentication;
import io.lexiops.server.access.ProtectedResource;
import io.lexiops.server.access.TokenBuckets;
import io.lexiops.server.access.ToolScopes;
import io.lexiops.server.settings.LiveSettings;
import io.lexiops.server.settings.ServerProperties;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The way in over HTTP: Streamable HTTP at /mcp. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class McpHttpConfiguration {

    private static final String PATH = "/mcp";

    @Bean
    HttpServletStreamableServerTransportProvider mcpTransport(ServerProperties properties) {
        return HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint(PATH)
                .jsonMapper(new McpErrorsWithoutInnards(McpJsonDefaults.getMapper()))
                .contextExtractor(McpHttpConfiguration::context)
                .maxRequestSize(
                        properties.limits().body() + 4096) // the gate has counted; it may add the id of the call
                .sessionSweepInterval(properties.sessionIdle())
                .build();
    }

    @Bean
    ServletRegistrationBean<HttpServletStreamableServerTransportProvider> mcpServlet(
            HttpServletStreamableServerTransportProvider transport) {
        var registration = new ServletRegistrationBean<>(transport, PATH);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean(destroyMethod = "")
    McpSyncServer mcpServer(HttpServletStreamableServerTransportProvider transport, McpSessions sessions) {
        return sessions.applyTo(McpServer.sync(transport), null).build();
    }

    @Bean
    SmartLifecycle mcpServerLifecycle(McpSyncServer server, StatelessHttp stateless) {
        return new ClosedBeforeTheWebServer(() -> {
            stateless.close();
            server.closeGracefully();
        });
    }

    @Bean(destroyMethod = "")
    StatelessHttp statelessHttp(StatelessEdge edge, Offers offers, CallLimits limits, ListChanges changes) {
        return new StatelessHttp(edge, offers, limits, changes);
    }

    /** Who listens by a session hears the same. */
    @Bean
    ListChanges.Subscription sessionsHearOfChanges(ListChanges changes, McpSyncServer server) {
        return McpSessions.tell(changes, server);
    }

    @Bean
    SessionOwners sessionOwners(ServerProperties properties, Clock clock) {
        return new SessionOwners(
                clock, properties.sessionIdle(), properties.limits().sessions());
    }

    @Bean
    OpenStreams openStreams() {
        return new OpenStreams();
    }

    @Bean
    EndedCallers endedCallers(
            SessionOwners owners, RunningCalls running, OpenStreams streams, ListChanges changes, LiveSettings live) {
        var ended = new EndedCallers(owners, running, streams, changes);
        live.onChange(ended::end);
        return ended;
    }

    @Bean
    CallLimits callLimits(ServerProperties properties) {
        return new CallLimits(properties.limits());
    }

    @Bean
    ScopeStepUp scopeStepUp(ToolRegistry registry, ToolScopes scopes, ProtectedResource resource) {
        return new ScopeStepUp(registry, scopes, resource);
    }

    @Bean
    FilterRegistrationBean<HostAndOrigin> hostAndOrigin(Binding binding, ServerProperties properties) {
        var filter = new FilterRegistrationBean<>(
                new HostAndOrigin(binding, properties.allowedHosts(), properties.allowedOrigins()));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        filter.setAsyncSupported(true);
        return filter;
    }

    @Bean
    FilterRegistrationBean<HttpGate> httpGate(
            StatelessHttp stateless,
            HttpServletStreamableServerTransportProvider transport,
            SessionOwners owners,
            OpenStreams streams,
            CallLimits limits,
            RunningCalls running,
            ScopeStepUp stepUp,
            Clock clock,
            LiveSettings live,
            ServerProperties properties) {
        var limit = properties.limits();
        var gate = new HttpGate(
                stateless,
                new TreeSet<>(transport.protocolVersions()),
                owners,
                streams,
                limits,
                running,
                stepUp,
                new TokenBuckets(
                        live.derive(settings -> new TokenBuckets.Rate(settings.rate(), settings.burst())), clock),
                new BodyReader(limit.body(), limit.bodyTime()));
        var filter = new FilterRegistrationBean<>(gate);
        filter.addUrlPatterns(PATH);
        filter.setOrder(0); // after Spring Security
        filter.setAsyncSupported(true);
        return filter;
    }

    private static McpTransportContext context(HttpServletRequest request) {
        var caller = Objects.requireNonNull(request.getAttribute(CallerAuthentication.REQUEST_ATTRIBUTE));
        return McpTransportContext.create(Map.of(McpSessions.CALLER, caller));
    }
}
