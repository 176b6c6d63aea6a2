package io.lexiops.server.argocd;

import io.lexiops.server.change.Convergence;
import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.change.WritePreview;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operation of Argo CD on one application. The application is the first target, then the objects that change. */
final class ArgoWrite implements PlannedWrite {

    private final ArgoCd argo;
    private final String name;
    private final Operation operation;

    ArgoWrite(ArgoCd argo, String name, Operation operation) {
        this.argo = argo;
        this.name = name;
        this.operation = operation;
    }

    /** What one of the two tools does. */
    interface Operation {

        /** The objects as they would be. */
        List<TargetChange> changes(Application application);

        List<String> warnings(Application application);

        void start();

        /** Whether the application must be in sync at the end: after a rollback, or part of a sync, it is not. */
        boolean endsInSync();
    }

    @Override
    public WritePreview preview() {
        var application = argo.application(name);
        if (application.busy()) {
            throw new ToolFailed(
                    ErrorCode.CONFLICT,
                    "an operation of application " + name + " is under way" + phase(application),
                    "wait until it has ended");
        }
        var changes = new ArrayList<TargetChange>();
        changes.add(ApplicationChanges.pin(application));
        changes.addAll(operation.changes(application));
        return new WritePreview(changes, null, inverse(application), operation.warnings(application));
    }

    @Override
    public List<TargetRef> execute(WritePreview preview) {
        var now = ApplicationChanges.pin(argo.application(name)).target();
        if (!now.equals(preview.changes().getFirst().target())) {
            throw new ToolFailed(
                    ErrorCode.PRECONDITION_FAILED,
                    "application " + name + " has changed since the preview (its spec, revision or history)",
                    "look at argocd_get and ask again");
        }
        operation.start();
        var managed = argo.managed(name);
        var written = new ArrayList<TargetRef>();
        written.add(ApplicationChanges.pin(argo.application(name)).target());
        for (var change : preview.changes().subList(1, preview.changes().size())) {
            var target = change.target();
            written.add(ApplicationChanges.predicted(managed, false, List.of()).stream()
                    .map(TargetChange::target)
                    .filter(target::sameObject)
                    .findFirst()
                    .orElse(target));
        }
        return written;
    }

    @Override
    public Convergence look(WritePreview preview, List<TargetRef> written) {
        var application = argo.application(name);
        var missing = new ArrayList<String>();
        if (application.busy()) {
            missing.add("the operation of application " + name + " is under way" + phase(application));
        } else if (!application.phase().equals("Succeeded")) {
            missing.add("the operation of application " + name + " ended as " + application.phase() + ": "
                    + application.operationMessage());
        }
        if (operation.endsInSync() && !application.sync().equals("Synced")) {
            missing.add("application " + name + " is " + application.sync());
        }
        if (!List.of("Healthy", "Suspended").contains(application.health())) {
            missing.add("application " + name + " is " + application.health());
        }
        return new Convergence(missing.isEmpty(), missing);
    }

    private static String phase(Application application) {
        return application.phase().isEmpty()
                ? ""
                : " (" + application.phase() + " " + application.operationMessage() + ")";
    }

    /** Argo CD goes back only where it does not sync by itself, and only to what it has deployed. */
    private @Nullable Inverse inverse(Application application) {
        return application.automated() || application.history().isEmpty()
                ? null
                : new Inverse(
                        "argocd_rollback",
                        Map.of(
                                "application",
                                name,
                                "id",
                                Application.id(application.history().getLast())));
    }
}
