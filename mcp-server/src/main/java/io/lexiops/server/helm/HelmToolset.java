package io.lexiops.server.helm;

import io.lexiops.server.access.Fence;
import io.lexiops.server.change.ChangePipeline;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ContextUse;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.util.List;
import java.util.Optional;

/** The tools of Helm; hidden where Helm cannot reach the cluster by itself. */
final class HelmToolset implements Toolset {

    private final Optional<String> missing;
    private final List<Tool> tools;

    HelmToolset(
            HelmCluster cluster,
            ChartSources charts,
            ChangePipeline pipeline,
            Redactor redactor,
            Fence fence,
            Optional<String> missing) {
        this.missing = missing;
        this.tools = List.of(
                new HelmListTool(cluster),
                new HelmGetTool(cluster, redactor, fence),
                pipeline.guard(new HelmInstallTool(cluster, charts)),
                pipeline.guard(new HelmUpgradeTool(cluster, charts)),
                pipeline.guard(new HelmRollbackTool(cluster)),
                pipeline.guard(new HelmUninstallTool(cluster)));
    }

    @Override
    public String name() {
        return "helm";
    }

    @Override
    public State state() {
        return missing.<State>map(State.NotConfigured::new).orElseGet(State.Ready::new);
    }

    @Override
    public ContextUse contextUse(ToolSpec tool) {
        return ContextUse.ARGUMENT;
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }
}
