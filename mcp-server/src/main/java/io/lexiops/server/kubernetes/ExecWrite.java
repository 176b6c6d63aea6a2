package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Convergence;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.change.Told;
import io.lexiops.server.change.WritePreview;
import io.lexiops.server.kubernetes.Kubernetes.AccessQuestion;
import io.lexiops.server.kubernetes.Kubernetes.ExecRequest;
import io.lexiops.server.kubernetes.Kubernetes.ExecResult;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program that is run in a container. Holds what it has said until it is asked for, in the same call. */
final class ExecWrite implements PlannedWrite {

    private final Kubernetes kubernetes;
    private final ObjectRef pod;
    private final ExecRequest request;

    private @Nullable ExecResult result;

    ExecWrite(Kubernetes kubernetes, ObjectRef pod, ExecRequest request) {
        this.kubernetes = kubernetes;
        this.pod = pod;
        this.request = request;
    }

    @Override
    public WritePreview preview() {
        var live = kubernetes.get(pod);
        var container = container(live);
        checkRight();
        var change = new TargetChange(ObjectWrite.target(pod, live), Operation.EXECUTE, live.content(), live.content());
        return new WritePreview(
                List.of(change),
                ObjectOwners.controller(live).orElse(null),
                null,
                List.of("runs " + request.command() + " in the container " + container
                        + "; what it does is not known beforehand"));
    }

    @Override
    public List<TargetRef> execute(WritePreview preview) {
        var seen = preview.changes().getFirst().target();
        var live = kubernetes.find(pod).orElse(null);
        if (live == null || !live.uid().equals(seen.uid())) {
            throw new ToolFailed(
                    ErrorCode.PRECONDITION_FAILED,
                    pod + " is not the one of the preview any more",
                    "look for the pod that runs now");
        }
        result = kubernetes.exec(new ExecRequest(
                request.namespace(),
                request.pod(),
                container(live),
                request.command(),
                request.timeout(),
                request.mostBytes()));
        return List.of(ObjectWrite.target(pod, live));
    }

    @Override
    public Convergence look(WritePreview preview, List<TargetRef> written) {
        if (result == null) {
            // Settled after an interruption: the program has run, and nobody heard how it ended.
            return Convergence.failed("how the program ended is not known: the server was interrupted");
        }
        int code = result.exitCode();
        return code == 0 ? Convergence.reached() : Convergence.failed("the program ended with exit code " + code);
    }

    @Override
    public Told tell(WritePreview preview) {
        var ended = result;
        if (ended == null) {
            return Told.NOTHING;
        }
        var text = new StringBuilder("exit code ").append(ended.exitCode());
        append(text, "output", ended.output());
        append(text, "errors", ended.errors());
        if (ended.truncated()) {
            text.append("\nmore was said; only the first ")
                    .append(request.mostBytes() >> 10)
                    .append(" KiB of each were kept");
        }
        return new Told(text.toString(), Map.of("exitCode", (long) ended.exitCode(), "truncated", ended.truncated()));
    }

    private static void append(StringBuilder text, String what, String said) {
        if (!said.isBlank()) {
            text.append("\n").append(what).append(":\n").append(said.stripTrailing());
        }
    }

    private String container(KubernetesObject live) {
        var running = live.objectsAt("status", "containerStatuses").stream()
                .map(KubernetesObject::new)
                .filter(status -> status.at("state", "running") != null)
                .map(status -> status.textAt("", "name"))
                .toList();
        var asked = request.container();
        var wanted = asked == null ? byDefault(live) : asked;
        if (!running.contains(wanted)) {
            throw new ToolFailed(
                    ErrorCode.REFUSED,
                    "container '" + wanted + "' of " + pod + " does not run",
                    running.isEmpty()
                            ? "none of it runs: k8s_inspect says why"
                            : "running: " + String.join(", ", running));
        }
        return wanted;
    }

    private static String byDefault(KubernetesObject live) {
        var names = PodSpecs.containers(live).stream()
                .map(one -> String.valueOf(one.get("name")))
                .toList();
        var chosen = live.textAt("", "metadata", "annotations", "kubectl.kubernetes.io/default-container");
        if (!chosen.isEmpty()) {
            return chosen;
        }
        if (names.size() > 1) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "Pod/" + live.name() + " has several containers",
                    "give the argument 'container': " + String.join(", ", names));
        }
        return names.getFirst();
    }

    private void checkRight() {
        var answer = kubernetes.canI(new AccessQuestion("create", "", "pods", "exec", pod.namespace(), null));
        if (!answer.allowed()) {
            var right = new MissingRight("create", "pods/exec", "", pod.namespace(), "");
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    "this server may not run programs in pods of " + pod.namespace(),
                    "an administrator can allow it: " + right.command(),
                    Map.of("missingRule", right.rule()),
                    null);
        }
    }
}
