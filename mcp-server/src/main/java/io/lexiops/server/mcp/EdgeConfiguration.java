package io.lexiops.server.mcp;

import io.lexiops.server.access.Fence;
import io.lexiops.server.access.ToolScopes;
import io.lexiops.server.audit.AuditTrail;
import io.lexiops.server.kubernetes.ContextState;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.KubernetesContexts;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.rules.PackVersions;
import io.lexiops.server.settings.LiveSettings;
import io.lexiops.server.settings.ServerProperties;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.StatusEntry;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.Toolset;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What both ways in share. Nothing here knows the SDK. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

    @Bean
    ToolSwitches toolSwitches(LiveSettings live) {
        return new ToolSwitches(() -> live.current().tools());
    }

    @Bean
    ToolRights toolRights(LiveSettings live, ToolSwitches switches, ToolScopes scopes) {
        return new ToolRights(() -> live.current().writesEnabled(), switches, scopes);
    }

    @Bean
    TimedRuns timedRuns(ServerProperties properties) {
        return new TimedRuns(properties.limits());
    }

    @Bean
    RunningCalls runningCalls() {
        return new RunningCalls();
    }

    @Bean
    ContextChoice contextChoice(ServedContexts contexts) {
        return new ContextChoice(contexts);
    }

    @Bean
    Guard guard(
            ToolRights rights,
            Fence fence,
            Redactor redactor,
            AuditTrail trail,
            ContextChoice contexts,
            TimedRuns runs,
            Clock clock,
            ServerProperties properties) {
        var limit = new ResultLimit(properties.limits().result());
        return new Guard(rights, fence, redactor, trail, contexts, runs, clock, JsonMapper.shared(), limit);
    }

    @Bean
    ClusterStatus clusterStatus(Kubernetes kubernetes, KubernetesContexts contexts) {
        return () -> contexts.several() ? about(contexts) : about(kubernetes);
    }

    @Bean
    Toolset serverToolset(
            LiveSettings live,
            ObjectProvider<ToolRegistry> registry,
            ToolRights rights,
            ClusterStatus cluster,
            ObjectProvider<PackVersions> packs,
            ObjectProvider<StatusEntry> entries,
            AuditTrail trail,
            KubernetesContexts contexts,
            Fence fence,
            Clock clock) {
        var status = new StatusTool(
                version(),
                () -> live.current().writesEnabled(),
                registry::getObject,
                rights,
                cluster,
                () -> packs.stream().flatMap(source -> source.packs().stream()).toList(),
                entries.orderedStream().toList());
        return new ServerToolset(
                List.of(status, new AuditQueryTool(trail, clock, fence), new ContextsListTool(contexts)));
    }

    @Bean
    ToolRegistry toolRegistry(List<Toolset> toolsets, LiveSettings live, ToolScopes scopes) {
        var registry = new ToolRegistry(toolsets);
        live.check(settings -> ToolSwitches.check(settings.tools(), registry.names()));
        scopes.checkNames(registry.names());
        return registry;
    }

    static String version() {
        var version = EdgeConfiguration.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** The current one, and the names of all: a caller who needs more asks contexts_list. */
    private static Map<String, Object> about(KubernetesContexts contexts) {
        var about = new LinkedHashMap<String, Object>();
        contexts.look().stream()
                .filter(ContextState::current)
                .forEach(current -> about.putAll(ContextsListTool.json(current)));
        about.remove("current");
        about.put("contexts", contexts.names());
        return about;
    }

    private static Map<String, Object> about(Kubernetes kubernetes) {
        var about = new LinkedHashMap<String, Object>();
        try {
            var identity = kubernetes.identity();
            about.put("name", identity.context());
            about.put("server", identity.server());
            about.put("version", identity.version());
            about.put("namespace", identity.namespace());
        } catch (ToolFailed e) {
            about.put("unavailable", String.valueOf(e.getMessage()));
        }
        return about;
    }
}
