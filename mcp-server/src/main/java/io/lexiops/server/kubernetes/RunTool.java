package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Inverse;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Runs an image once, in a pod of its own. */
final class RunTool implements WriteTool {

    private static final int LONGEST_IMAGE_PART = 30;

    private final WriteCluster cluster;

    RunTool(WriteCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_run",
                "Run an image once",
                ToolEffect.CHANGE,
                "Makes a pod of an image, waits until its program has ended, returns the log and deletes the pod; with keep"
                        + " it waits until the pod is ready and leaves it.",
                List.of(
                        required("image", Parameter.Type.STRING, "registry.test/busybox:1.0"),
                        optional(
                                "command",
                                Parameter.Type.STRINGS,
                                "program and arguments instead of those of the image: [\"nslookup\", \"web\"]"),
                        optional("env", Parameter.Type.OBJECT, "variables: {\"LEVEL\": \"debug\"}"),
                        optional("name", Parameter.Type.STRING, "of the pod; default: made of the image"),
                        ReadArguments.NAMESPACE,
                        optional("keep", Parameter.Type.BOOLEAN, "leave the pod running"),
                        optional("timeout", Parameter.Type.INTEGER, "seconds to wait, default 60")
                                .between(5, 590)),
                false,
                true);
    }

    @Override
    public boolean offByDefault() {
        return true;
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var name = arguments.text("name", name(arguments));
        var ref = cluster.open(
                caller,
                new ObjectRef(cluster.kubernetes().type("pods", "v1"), cluster.namespace(arguments, caller), name));
        var pod = pod(arguments, ref);
        boolean keep = arguments.flag("keep");
        return new RunWrite(
                cluster,
                ref,
                new ObjectWrite(cluster, new Make(cluster.kubernetes(), ref, pod), new Run(pod, keep)),
                keep,
                Duration.ofSeconds(arguments.integer("timeout", 60)));
    }

    /** The same for the same arguments, so that what a preview names is what is made. */
    private static String name(ToolArguments arguments) {
        var image = arguments.text("image").toLowerCase(Locale.ROOT).replaceFirst("[@:][^/]*$", "");
        var last = image.substring(image.lastIndexOf('/') + 1).replaceAll("[^a-z0-9]+", "-");
        var part =
                last.substring(0, Math.min(last.length(), LONGEST_IMAGE_PART)).replaceAll("^-|-$", "");
        return "run-" + part + "-" + "%08x".formatted(arguments.asMap().hashCode());
    }

    private static Map<String, Object> pod(ToolArguments arguments, ObjectRef ref) {
        var container = new LinkedHashMap<String, Object>();
        container.put("name", "main");
        container.put("image", arguments.text("image"));
        if (arguments.has("command")) {
            container.put("command", ExecTool.command(arguments));
        }
        if (arguments.has("env")) {
            container.put(
                    "env",
                    arguments.object("env").entrySet().stream()
                            .map(variable -> Map.of("name", variable.getKey(), "value", value(variable)))
                            .toList());
        }
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                Map.of(
                        "name",
                        ref.name(),
                        "namespace",
                        String.valueOf(ref.namespace()),
                        "labels",
                        Map.of("app.kubernetes.io/managed-by", ObjectStep.FIELD_MANAGER)),
                "spec",
                Map.of(
                        "restartPolicy",
                        "Never",
                        // A program that somebody runs by hand gets no rights in the cluster.
                        "automountServiceAccountToken",
                        false,
                        "containers",
                        List.of(container)));
    }

    private static String value(Map.Entry<String, Object> variable) {
        if (!(variable.getValue() instanceof String text)) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'env': the value of " + variable.getKey() + " must be a string",
                    "put it into quotes");
        }
        return text;
    }

    private record Make(Kubernetes kubernetes, ObjectRef ref, Map<String, Object> pod) implements ObjectStep {

        @Override
        public KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
            if (live != null) {
                throw new ToolFailed(
                        ErrorCode.CONFLICT, ref + " exists already", "give another 'name', or delete it first");
            }
            return kubernetes.create(ref.type(), new KubernetesObject(pod), ObjectStep.options(dryRun));
        }
    }

    private record Run(Map<String, Object> pod, boolean keep) implements ObjectWrite.Words {

        @Override
        public @Nullable Inverse inverse(List<TargetChange> changes) {
            return keep ? RestoreTool.inverse(Created.asAsked(changes, List.of(pod))) : null;
        }

        @Override
        public List<String> warnings(TargetChange change) {
            return keep
                    ? List.of("the pod stays until it is deleted")
                    : List.of("the pod is deleted when its program has ended; what the program does elsewhere stays");
        }
    }
}
