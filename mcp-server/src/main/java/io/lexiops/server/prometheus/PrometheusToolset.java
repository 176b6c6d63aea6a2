package io.lexiops.server.prometheus;

import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.Toolset;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** The tools of Prometheus; hidden while no server is configured. */
@Component
final class PrometheusToolset implements Toolset {

    private final boolean configured;
    private final List<Tool> tools;

    PrometheusToolset(Prometheus prometheus, PrometheusProperties properties, Clock clock) {
        this.configured = properties.url() != null;
        this.tools = List.of(
                new PromQueryTool(prometheus, clock), new PromRangeTool(prometheus, clock, properties.maxRange()));
    }

    @Override
    public String name() {
        return "prometheus";
    }

    @Override
    public State state() {
        return configured ? new State.Ready() : new State.NotConfigured(UnconfiguredPrometheus.WHY);
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }
}
