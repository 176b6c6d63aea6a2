package io.lexiops.server.argocd;

import io.lexiops.server.change.ChangePipeline;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.Toolset;
import java.util.List;
import org.springframework.stereotype.Component;

/** The tools of Argo CD; hidden while no server is configured. */
@Component
final class ArgoCdToolset implements Toolset {

    private final String missing;
    private final List<Tool> tools;

    ArgoCdToolset(ArgoCd argo, ArgoCdProperties properties, ChangePipeline pipeline, Redactor redactor) {
        this.missing = properties.missing();
        this.tools = List.of(
                new ArgoListTool(argo),
                new ArgoGetTool(argo, redactor),
                pipeline.guard(new ArgoSyncTool(argo)),
                pipeline.guard(new ArgoRollbackTool(argo)));
    }

    @Override
    public String name() {
        return "argocd";
    }

    @Override
    public State state() {
        return missing.isEmpty() ? new State.Ready() : new State.NotConfigured(missing);
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }
}
