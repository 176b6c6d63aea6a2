package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Makes the cluster have the objects of a manifest, with server-side apply. */
final class ApplyTool implements WriteTool {

    static final Parameter MANIFEST = required(
            "manifest", Parameter.Type.ANY, "YAML or JSON text with any number of documents, an object, or a list");
    static final Parameter NAMESPACE = optional("namespace", Parameter.Type.STRING, "for objects that name none");
    static final Parameter FORCE = optional("force", Parameter.Type.BOOLEAN, "take over fields of other managers");

    /** Set by the server; in a manifest they are leftovers of an object that was read. */
    private static final List<String> LEFTOVERS =
            List.of("managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink");

    private final WriteCluster cluster;

    ApplyTool(WriteCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_apply",
                "Apply a manifest",
                ToolEffect.CHANGE,
                "Creates or changes the objects of a manifest with server-side apply; fields that it leaves out stay. Waits"
                        + " until workloads are ready.",
                List.of(
                        MANIFEST,
                        NAMESPACE,
                        FORCE,
                        optional("fieldManager", Parameter.Type.STRING, "default: devops-copilot"),
                        optional(
                                "atomic",
                                Parameter.Type.BOOLEAN,
                                "if one document fails, take back those already applied")),
                true,
                false);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var steps = new ArrayList<ApplyStep>();
        var manifests = new ArrayList<Map<String, Object>>();
        var seen = new HashSet<ObjectRef>();
        for (var object : YamlManifests.of(Objects.requireNonNull(arguments.any("manifest")))) {
            var ref = ref(object, arguments, caller);
            if (!seen.add(ref)) {
                throw new ToolFailed(
                        ErrorCode.INVALID_ARGUMENT, "the manifest has " + ref + " twice", "leave one of them out");
            }
            var manifest = clean(object, ref);
            manifests.add(manifest);
            steps.add(new ApplyStep(
                    cluster.kubernetes(),
                    ref,
                    manifest,
                    arguments.flag("force"),
                    arguments.text("fieldManager", ObjectStep.FIELD_MANAGER),
                    newNamespaces(steps)));
        }
        return new ObjectWrite(cluster, steps, new Applying(manifests, arguments.flag("atomic")));
    }

    private ObjectRef ref(KubernetesObject object, ToolArguments arguments, Caller caller) {
        var type = cluster.kubernetes().type(object.kind(), object.apiVersion());
        if (!type.namespaced()) {
            return cluster.open(caller, new ObjectRef(type, null, object.name()));
        }
        var own = object.namespace();
        var asked = arguments.textOrNull("namespace");
        if (own != null && asked != null && !own.equals(asked)) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    object.kind() + "/" + object.name() + " says namespace '" + own
                            + "', but the argument 'namespace' says '" + asked + "'",
                    "leave one of them out");
        }
        var namespace = own == null ? cluster.namespace(arguments, caller) : own;
        return cluster.open(caller, new ObjectRef(type, namespace, object.name()));
    }

    private static Map<String, Object> clean(KubernetesObject object, ObjectRef ref) {
        var manifest = TreeDifference.copy(object.content());
        manifest.remove("status");
        var metadata = TreeDifference.mapAt(manifest, "metadata");
        LEFTOVERS.forEach(metadata::remove);
        if (ref.namespace() != null) {
            metadata.put("namespace", ref.namespace());
        }
        return manifest;
    }

    private static Set<String> newNamespaces(List<ApplyStep> before) {
        var names = new HashSet<String>();
        before.stream()
                .filter(step -> step.ref().type().kind().equals("Namespace"))
                .forEach(step -> names.add(step.ref().name()));
        return names;
    }

    private record ApplyStep(
            Kubernetes kubernetes,
            ObjectRef ref,
            Map<String, Object> manifest,
            boolean force,
            String manager,
            Set<String> newNamespaces)
            implements ObjectStep {

        @Override
        public KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
            var object = TreeDifference.copy(manifest);
            if (live != null) {
                TreeDifference.mapAt(object, "metadata").put("resourceVersion", live.resourceVersion());
            }
            try {
                return apply(object, dryRun);
            } catch (ToolFailed e) {
                if (wantsProtocol(e)) {
                    return apply(PortProtocols.named(object), dryRun);
                }
                if (dryRun && e.code() == ErrorCode.NOT_FOUND && newNamespaces.contains(ref.namespace())) {
                    // Its namespace comes with the same manifest, so the server cannot try it out yet.
                    return new KubernetesObject(manifest);
                }
                throw e.code() == ErrorCode.CONFLICT && isAboutFields(e) ? owned(e) : e;
            }
        }

        private KubernetesObject apply(Map<String, Object> object, boolean dryRun) {
            return kubernetes.apply(ref.type(), new KubernetesObject(object), force, new WriteOptions(dryRun, manager));
        }

        /** Servers before 1.21 do not know that the protocol of a port may be left out. */
        private static boolean wantsProtocol(ToolFailed e) {
            return String.valueOf(e.getMessage()).contains("omits key field \"protocol\"");
        }

        private static boolean isAboutFields(ToolFailed e) {
            return String.valueOf(e.getMessage()).contains("Apply failed with");
        }

        private ToolFailed owned(ToolFailed e) {
            return new ToolFailed(
                    ErrorCode.CONFLICT,
                    ref + ": " + e.getMessage(),
                    "leave these fields out of the manifest, or take them over with force: true",
                    Map.of(),
                    e);
        }
    }

    private record Applying(List<Map<String, Object>> manifests, boolean allOrNothing) implements ObjectWrite.Words {

        @Override
        public @Nullable Inverse inverse(List<TargetChange> changes) {
            return RestoreTool.inverse(Created.asAsked(changes, manifests));
        }

        @Override
        public List<String> warnings(TargetChange change) {
            var warnings = new ArrayList<String>();
            var before = change.before();
            if (before != null) {
                warnings.addAll(RolloutWarnings.of(new KubernetesObject(before)));
            }
            manifests.stream()
                    .filter(manifest -> isOf(manifest, change))
                    .flatMap(manifest -> LostFields.warnings(change, manifest).stream())
                    .forEach(warnings::add);
            return warnings;
        }

        private static boolean isOf(Map<String, Object> manifest, TargetChange change) {
            var object = new KubernetesObject(manifest);
            return object.kind().equals(change.target().kind())
                    && object.name().equals(change.target().name())
                    && Objects.equals(object.namespace(), change.target().namespace());
        }
    }
}
