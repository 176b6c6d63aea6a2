package io.lexiops.server.argocd;

import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Goes back to what an application had deployed before. */
final class ArgoRollbackTool implements WriteTool {

    private final ArgoCd argo;

    ArgoRollbackTool(ArgoCd argo) {
        this.argo = argo;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "argocd_rollback",
                "Roll back an Argo CD application",
                ToolEffect.CHANGE,
                "Goes back to an earlier entry of the application's history (ids: argocd_get) and waits until it is"
                        + " healthy. Argo CD refuses it while automated sync is on.",
                List.of(
                        required("application", Parameter.Type.STRING, "name of the application"),
                        optional("id", Parameter.Type.INTEGER, "id in its history; default: the entry before the last")
                                .between(0, Integer.MAX_VALUE),
                        optional("prune", Parameter.Type.BOOLEAN, "also delete what that entry did not have")),
                false,
                true);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var name = ArgoNames.application(arguments);
        boolean prune = arguments.flag("prune");
        return new ArgoWrite(argo, name, new ArgoWrite.Operation() {
            @Override
            public List<TargetChange> changes(Application application) {
                if (application.automated()) {
                    throw new ToolFailed(
                            ErrorCode.REFUSED,
                            "application " + name + " syncs by itself; Argo CD does not roll it back",
                            "revert the change in Git, or switch automated sync off for this application");
                }
                var entry = entry(application, arguments);
                var revision = String.valueOf(entry.getOrDefault("revision", ""));
                return ApplicationChanges.applied(argo.managed(name), argo.manifests(name, revision), prune, List.of());
            }

            @Override
            public List<String> warnings(Application application) {
                return List.of("the application will differ from the revision that it follows until its source is"
                        + " reverted too");
            }

            @Override
            public void start() {
                argo.rollback(name, Application.id(entry(argo.application(name), arguments)), prune);
            }

            @Override
            public boolean endsInSync() {
                return false;
            }
        });
    }

    private static Map<String, Object> entry(Application application, ToolArguments arguments) {
        var history = application.history();
        if (!arguments.has("id")) {
            if (history.size() < 2) {
                throw new ToolFailed(
                        ErrorCode.NOT_FOUND,
                        "application " + application.name() + " has no earlier deployment in its history",
                        "its history has " + history.size() + " entries; see argocd_get");
            }
            return history.get(history.size() - 2);
        }
        long id = arguments.integer("id");
        return history.stream()
                .filter(entry -> Application.id(entry) == id)
                .findFirst()
                .orElseThrow(() -> new ToolFailed(
                        ErrorCode.NOT_FOUND,
                        "application " + application.name() + " has no history entry " + id,
                        "its entries: "
                                + history.stream()
                                        .map(entry -> String.valueOf(Application.id(entry)))
                                        .collect(Collectors.joining(", "))));
    }
}
