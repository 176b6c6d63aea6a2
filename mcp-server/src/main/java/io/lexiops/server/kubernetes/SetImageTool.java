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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Gives a container of a workload another image. */
final class SetImageTool implements WriteTool {

    private final WriteCluster cluster;

    SetImageTool(WriteCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_set_image",
                "Set the image of a workload",
                ToolEffect.CHANGE,
                "Gives a container of a workload or Pod another image, exactly as written, and waits until the new pods are"
                        + " ready and the old ones gone.",
                List.of(
                        required("name", Parameter.Type.STRING, "web or sts/db"),
                        required("image", Parameter.Type.STRING, "registry.example/shop/web:1.22"),
                        optional("container", Parameter.Type.STRING, "needed only if there are several"),
                        WriteCluster.WORKLOAD_KIND,
                        ReadArguments.NAMESPACE),
                true,
                false);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var image = ImageReference.checked(arguments.text("image"));
        var container = arguments.textOrNull("container");
        var ref = cluster.workload(arguments, caller);
        var step = new RewriteStep(cluster.kubernetes(), ref, tree -> {
            container(tree, container).put("image", image);
            return tree;
        });
        return new ObjectWrite(cluster, step, new ImageChange(ref, container));
    }

    /** The container that is meant, in a tree that may be changed. */
    private static Map<String, Object> container(Map<String, Object> tree, @Nullable String name) {
        var object = new KubernetesObject(tree);
        var all = PodSpecs.allContainers(object);
        var main = PodSpecs.containers(object);
        if (all.isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "a " + object.kind() + " has no containers",
                    "name a Deployment, StatefulSet, DaemonSet, CronJob or Pod");
        }
        var names = String.join(
                ", ", all.stream().map(one -> String.valueOf(one.get("name"))).toList());
        if (name == null) {
            if (main.size() == 1) {
                return main.getFirst();
            }
            throw new ToolFailed(
                    ErrorCode.AMBIGUOUS,
                    object.name() + " has " + main.size() + " containers",
                    "give the argument 'container': " + names);
        }
        return all.stream()
                .filter(one -> name.equals(one.get("name")))
                .findFirst()
                .orElseThrow(() -> new ToolFailed(
                        ErrorCode.NOT_FOUND,
                        "there is no container '" + name + "' in " + object.name(),
                        "containers: " + names));
    }

    private record ImageChange(ObjectRef ref, @Nullable String container) implements ObjectWrite.Words {

        @Override
        public Inverse inverse(List<TargetChange> changes) {
            var before = Objects.requireNonNull(changes.getFirst().before());
            var changed = SetImageTool.container(before, container);
            var arguments = WriteCluster.arguments(ref);
            arguments.put("container", String.valueOf(changed.get("name")));
            arguments.put("image", String.valueOf(changed.get("image")));
            return new Inverse("k8s_set_image", arguments);
        }

        @Override
        public List<String> warnings(TargetChange change) {
            return RolloutWarnings.of(new KubernetesObject(Objects.requireNonNull(change.before())));
        }
    }
}
