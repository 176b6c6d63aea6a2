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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Brings an application to the state of its source. */
final class ArgoSyncTool implements WriteTool {

    private static final Pattern CHOICE =
            Pattern.compile("([a-z0-9.-]*):([A-Za-z0-9]+):(?:([a-z0-9.-]+)/)?([A-Za-z0-9.:_-]+)");

    private final ArgoCd argo;

    ArgoSyncTool(ArgoCd argo) {
        this.argo = argo;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "argocd_sync",
                "Sync an Argo CD application",
                ToolEffect.CHANGE,
                "Brings an application to the state of its Git source and waits until it is synced and healthy."
                        + " The preview is Argo CD's own diff.",
                List.of(
                        required("application", Parameter.Type.STRING, "name of the application"),
                        optional(
                                "revision",
                                Parameter.Type.STRING,
                                "branch, tag or commit; default: the one it follows"),
                        optional("prune", Parameter.Type.BOOLEAN, "also delete what is no longer in the source"),
                        optional(
                                "resources",
                                Parameter.Type.STRINGS,
                                "only these, as group:Kind:name or" + " group:Kind:namespace/name")),
                true,
                true);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var name = ArgoNames.application(arguments);
        boolean prune = arguments.flag("prune");
        var revision = arguments.textOrNull("revision");
        var resources =
                arguments.texts("resources").stream().map(ArgoSyncTool::choice).toList();
        return new ArgoWrite(argo, name, new ArgoWrite.Operation() {
            @Override
            public List<TargetChange> changes(Application application) {
                if (revision != null && application.automated()) {
                    throw new ToolFailed(
                            ErrorCode.REFUSED,
                            "application " + name + " syncs by itself to the revision that it follows",
                            "leave the revision out, or change the revision that it follows");
                }
                var managed = argo.managed(name);
                return revision == null
                        ? ApplicationChanges.predicted(managed, prune, resources)
                        : ApplicationChanges.applied(managed, argo.manifests(name, revision), prune, resources);
            }

            @Override
            public List<String> warnings(Application application) {
                var warnings = new ArrayList<String>();
                if (application.automated()) {
                    warnings.add("the application syncs by itself; this sync cannot be undone with argocd_rollback");
                }
                for (var condition : application.object().objectsAt("status", "conditions")) {
                    warnings.add(condition.get("type") + ": " + condition.get("message"));
                }
                return warnings;
            }

            @Override
            public void start() {
                argo.sync(name, new ArgoCd.SyncRequest(revision, prune, resources));
            }

            @Override
            public boolean endsInSync() {
                return revision == null && resources.isEmpty() && prune;
            }
        });
    }

    private static ArgoCd.ResourceChoice choice(String words) {
        var matcher = CHOICE.matcher(words);
        if (!matcher.matches()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'resources' holds something that names no object",
                    "write group:Kind:name, for example apps:Deployment:web or :Service:shop/web");
        }
        var namespace = matcher.group(3);
        return new ArgoCd.ResourceChoice(
                matcher.group(1), matcher.group(2), namespace == null ? "" : namespace, matcher.group(4));
    }
}
