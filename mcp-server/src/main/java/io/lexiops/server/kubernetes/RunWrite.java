package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Convergence;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.change.Told;
import io.lexiops.server.change.WritePreview;
import io.lexiops.server.kubernetes.Kubernetes.LogQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pod that is made, waited for, asked for its log, and deleted unless it is to be kept. */
final class RunWrite implements PlannedWrite {

    private static final long LINES = 200;
    private static final int LONGEST_LOG = 16_000;

    private final WriteCluster cluster;
    private final ObjectRef pod;
    private final ObjectWrite making;
    private final boolean keep;
    private final Duration patience;

    private String uid = "";

    RunWrite(WriteCluster cluster, ObjectRef pod, ObjectWrite making, boolean keep, Duration patience) {
        this.cluster = cluster;
        this.pod = pod;
        this.making = making;
        this.keep = keep;
        this.patience = patience;
    }

    @Override
    public WritePreview preview() {
        return making.preview();
    }

    @Override
    public List<TargetRef> execute(WritePreview preview) {
        var written = making.execute(preview);
        uid = Objects.requireNonNull(written.getFirst().uid());
        return written;
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public Convergence look(WritePreview preview, List<TargetRef> written) {
        var live = cluster.kubernetes().find(pod).orElse(null);
        if (live == null) {
            return Convergence.failed(pod + ": somebody has deleted it");
        }
        var phase = live.textAt("", "status", "phase");
        if (phase.equals("Failed")) {
            var code = exitCode(live);
            return Convergence.failed((code == null ? "the pod has failed" : "the program ended with exit code " + code)
                    + live.textAt("", "status", "message").transform(why -> why.isEmpty() ? "" : ": " + why));
        }
        if (phase.equals("Succeeded")) {
            return Convergence.reached();
        }
        var missing = cluster.readiness().missing(live);
        return keep
                ? new Convergence(missing.isEmpty(), missing)
                : new Convergence(false, missing.isEmpty() ? List.of(pod + ": its program has not ended") : missing);
    }

    @Override
    public Told tell(WritePreview preview) {
        var live = cluster.kubernetes()
                .find(pod)
                // Without a uid the answer to the creation was lost; the name was free before it.
                .filter(found -> uid.isEmpty() || found.uid().equals(uid))
                .orElse(null);
        if (live == null) {
            return new Told(pod + " is gone, and its log with it", Map.of());
        }
        var log = log();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("pod", pod.name());
        facts.put("phase", live.textAt("Unknown", "status", "phase"));
        var code = exitCode(live);
        if (code != null) {
            facts.put("exitCode", code);
        }
        var left = left(live);
        facts.put("deleted", left.isEmpty());
        return new Told(
                (code == null ? "" : "exit code " + code + "\n") + log + (left.isEmpty() ? "" : "\n" + left), facts);
    }

    private String log() {
        var lines = new ArrayList<String>();
        try {
            cluster.kubernetes()
                    .logs(
                            new LogQuery(
                                    Objects.requireNonNull(pod.namespace()),
                                    pod.name(),
                                    "main",
                                    false,
                                    null,
                                    LINES,
                                    false),
                            lines::add,
                            () -> false);
        } catch (ToolFailed e) {
            return "there is no log: " + e.getMessage();
        }
        var text = String.join("\n", lines);
        return lines.isEmpty()
                ? "the program has said nothing"
                : "log:\n" + (text.length() > LONGEST_LOG ? "..." + text.substring(text.length() - LONGEST_LOG) : text);
    }

    /** Deletes the pod; what is to be said if it stays. */
    private String left(KubernetesObject live) {
        if (keep) {
            return pod + " was kept; change_undo or k8s_delete removes it";
        }
        try {
            cluster.kubernetes().delete(pod, live.uid(), null, "Background", ObjectStep.options(false));
            return "";
        } catch (ToolFailed e) {
            return e.code() == ErrorCode.NOT_FOUND ? "" : pod + " could not be deleted: " + e.getMessage();
        }
    }

    private static @Nullable Long exitCode(KubernetesObject live) {
        return live.objectsAt("status", "containerStatuses").stream()
                .map(KubernetesObject::new)
                .map(status -> status.at("state", "terminated", "exitCode"))
                .filter(Long.class::isInstance)
                .map(Long.class::cast)
                .findFirst()
                .orElse(null);
    }
}
