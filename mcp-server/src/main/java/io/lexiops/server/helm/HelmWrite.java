package io.lexiops.server.helm;

import io.lexiops.server.change.Convergence;
import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.change.WritePreview;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a release. The first target is always the Secret of the newest revision: if it has moved, somebody else has
 * changed the release. The others are the objects that the step would write.
 */
final class HelmWrite implements PlannedWrite {

    private static final String SECRET_PREFIX = "sh.helm.release.v1.";

    private final HelmCluster cluster;
    private final ReleaseRef ref;
    private final Step step;

    HelmWrite(HelmCluster cluster, ReleaseRef ref, Step step) {
        this.cluster = cluster;
        this.ref = ref;
        this.step = step;
    }

    /** What one of the four tools does with a release. */
    interface Step {

        /** What would be there afterwards. */
        Outcome outcome(Optional<Release> current);

        void run(Optional<Release> current);

        /** Whether the release is meant to be gone afterwards. */
        default boolean removes() {
            return false;
        }
    }

    /** The objects of the release after a step, those of its hooks, and the way back. */
    record Outcome(
            List<Map<String, Object>> objects,
            List<Map<String, Object>> hooks,
            List<String> warnings,
            @Nullable Inverse inverse) {}

    @Override
    public WritePreview preview() {
        var current = cluster.releases().find(ref);
        var outcome = step.outcome(current);
        var old = current.filter(release -> !release.uninstalled())
                .map(release -> YamlDocuments.parse(release.manifest()))
                .orElse(List.of());
        var changes = new ArrayList<TargetChange>();
        changes.add(pin(current));
        changes.addAll(cluster.objects().compare(ref, old, outcome.objects(), outcome.hooks()));
        return new WritePreview(changes, null, outcome.inverse(), outcome.warnings());
    }

    @Override
    public List<TargetRef> execute(WritePreview preview) {
        var current = cluster.releases().find(ref);
        if (!pin(current).target().equals(preview.changes().getFirst().target())) {
            throw new ToolFailed(
                    ErrorCode.PRECONDITION_FAILED,
                    "release " + ref + " is at revision "
                            + current.map(Release::revision).orElse(0L) + " ("
                            + current.map(Release::description).orElse("not there")
                            + "); somebody has changed it since the preview",
                    "look at helm_get history and ask again");
        }
        preview.changes().stream().skip(1).forEach(this::unmoved);
        step.run(current);
        return preview.changes().stream()
                .map(change -> cluster.objects().current(change.target()))
                .toList();
    }

    @Override
    public Convergence look(WritePreview preview, List<TargetRef> written) {
        var current = cluster.releases().find(ref);
        var missing = new ArrayList<String>();
        if (!step.removes() && !current.map(Release::status).orElse("gone").equals("deployed")) {
            missing.add("release " + ref + " is " + current.map(Release::status).orElse("gone"));
        }
        for (var change : preview.changes().subList(1, preview.changes().size())) {
            missing(change).ifPresent(missing::add);
        }
        return new Convergence(missing.isEmpty(), missing);
    }

    private Optional<String> missing(TargetChange change) {
        var live = cluster.objects().live(change.target());
        var name = change.target().kind() + "/" + change.target().name();
        if (change.operation() == TargetChange.Operation.DELETE) {
            return live == null ? Optional.empty() : Optional.of(name + " is not gone yet");
        }
        if (live == null) {
            // a hook that deletes itself when it is done is as it should be
            return isHook(change) ? Optional.empty() : Optional.of(name + " is not there");
        }
        return isHook(change)
                ? Optional.empty()
                : cluster.readiness().missing(live).stream().findFirst();
    }

    private static boolean isHook(TargetChange change) {
        var after = change.after();
        return after != null && new KubernetesObject(after).at("metadata", "annotations", StoredCharts.HOOK) != null;
    }

    /** The API server has no precondition for what Helm writes, so the objects are looked at right before. */
    private void unmoved(TargetChange change) {
        if (change.operation() == TargetChange.Operation.NONE) {
            return;
        }
        var live = cluster.objects().live(change.target());
        if (!ManifestChanges.same(change.before(), live == null ? null : live.content())) {
            throw new ToolFailed(
                    ErrorCode.PRECONDITION_FAILED,
                    change.target().kind() + "/" + change.target().name() + " was changed since the preview"
                            + (live == null ? "; it is gone" : by(live)),
                    "look at it and ask again");
        }
    }

    /** The last writer; of two in the same second the one that is named last. */
    private static String by(KubernetesObject live) {
        return live.objectsAt("metadata", "managedFields").stream()
                .reduce((a, b) -> String.valueOf(a.get("time")).compareTo(String.valueOf(b.get("time"))) > 0 ? a : b)
                .map(last -> " by " + last.get("manager"))
                .orElse("");
    }

    private TargetChange pin(Optional<Release> current) {
        var target = current.map(release -> new TargetRef(
                        "v1",
                        "Secret",
                        ref.namespace(),
                        release.secret().name(),
                        release.secret().uid(),
                        release.secret().resourceVersion()))
                .orElseGet(() -> new TargetRef(
                        "v1", "Secret", ref.namespace(), SECRET_PREFIX + ref.name() + ".v1", null, TargetRef.ABSENT));
        var seen = current.map(release -> release.secret().content()).orElse(null);
        return new TargetChange(target, TargetChange.Operation.NONE, seen, seen);
    }
}
