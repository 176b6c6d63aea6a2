package io.lexiops.server.helm;

import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a release's objects are, and what the API server's dry run says they would become. */
final class ManifestChanges {

    private static final Kubernetes.WriteOptions DRY_RUN = new Kubernetes.WriteOptions(true, "helm");
    private static final Set<String> NOISE =
            Set.of("resourceVersion", "managedFields", "generation", "uid", "creationTimestamp", "selfLink");

    private final Kubernetes kubernetes;

    ManifestChanges(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /**
     * Compares.
     *
     * @param old    the objects of the revision that is deployed
     * @param wanted the objects of the revision to come
     * @param hooks  objects that Helm makes beside
     */
    List<TargetChange> compare(
            ReleaseRef release,
            List<Map<String, Object>> old,
            List<Map<String, Object>> wanted,
            List<Map<String, Object>> hooks) {
        var before = new LinkedHashMap<ObjectRef, Map<String, Object>>();
        old.forEach(object -> before.put(ref(release, object), object));
        var changes = new ArrayList<TargetChange>();
        var kept = new LinkedHashSet<ObjectRef>();
        for (var object : wanted) {
            var ref = ref(release, object);
            kept.add(ref);
            changes.add(written(release, ref, before.get(ref), owned(release, ref, object)));
        }
        for (var object : hooks) {
            changes.add(hook(ref(release, object), object));
        }
        before.forEach((ref, object) -> {
            if (!kept.contains(ref) && !keeps(object)) {
                kubernetes
                        .find(ref)
                        .ifPresent(live -> changes.add(
                                new TargetChange(target(ref, live), Operation.DELETE, live.content(), null)));
            }
        });
        return changes;
    }

    ObjectRef ref(ReleaseRef release, Map<String, Object> content) {
        var object = new KubernetesObject(content);
        if (object.kind().isEmpty()
                || object.apiVersion().isEmpty()
                || object.name().isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT, "the chart gives an object without apiVersion, kind or name", "");
        }
        var type = kubernetes.type(object.kind(), object.apiVersion());
        var own = object.namespace();
        return new ObjectRef(type, type.namespaced() ? (own == null ? release.namespace() : own) : null, object.name());
    }

    TargetRef current(TargetRef target) {
        var type = kubernetes.type(target.kind(), target.apiVersion());
        var ref = new ObjectRef(type, target.namespace(), target.name());
        return kubernetes.find(ref).map(live -> target(ref, live)).orElseGet(() -> absent(ref));
    }

    /** The live object, if it is there. */
    @Nullable KubernetesObject live(TargetRef target) {
        var type = kubernetes.type(target.kind(), target.apiVersion());
        return kubernetes
                .find(new ObjectRef(type, target.namespace(), target.name()))
                .orElse(null);
    }

    /** Whether two states differ in what somebody wants of the object, not only in what controllers report. */
    static boolean same(@Nullable Map<String, Object> a, @Nullable Map<String, Object> b) {
        return (a != null && b != null) ? quiet(a).equals(quiet(b)) : (a == null && b == null);
    }

    static TargetRef target(ObjectRef ref, KubernetesObject live) {
        return new TargetRef(
                ref.type().apiVersion(),
                ref.type().kind(),
                ref.namespace(),
                ref.name(),
                live.uid(),
                live.resourceVersion());
    }

    private static TargetRef absent(ObjectRef ref) {
        return new TargetRef(
                ref.type().apiVersion(), ref.type().kind(), ref.namespace(), ref.name(), null, TargetRef.ABSENT);
    }

    private TargetChange written(
            ReleaseRef release, ObjectRef ref, @Nullable Map<String, Object> old, KubernetesObject wanted) {
        var found = kubernetes.find(ref);
        if (found.isEmpty()) {
            var after = kubernetes.create(ref.type(), wanted, DRY_RUN);
            return new TargetChange(absent(ref), Operation.CREATE, null, after.content());
        }
        var live = found.get();
        if (old == null && !belongs(release, live)) {
            throw new ToolFailed(
                    ErrorCode.CONFLICT,
                    ref + " exists already and does not belong to release " + release.name(),
                    "choose other names in the values, or delete the object first");
        }
        boolean builtIn =
                !ref.type().group().contains(".") || ref.type().group().endsWith(".k8s.io");
        var patch = MergePatch.of(old == null ? Map.of() : old, wanted.content(), builtIn);
        var after = kubernetes.patch(ref, builtIn ? PatchType.STRATEGIC : PatchType.MERGE, patch, null, DRY_RUN);
        var operation = same(live.content(), after.content()) ? Operation.NONE : Operation.UPDATE;
        return new TargetChange(target(ref, live), operation, live.content(), after.content());
    }

    private TargetChange hook(ObjectRef ref, Map<String, Object> object) {
        var live = kubernetes.find(ref);
        return live.isEmpty()
                ? new TargetChange(absent(ref), Operation.CREATE, null, object)
                : new TargetChange(
                        target(ref, live.get()), Operation.UPDATE, live.get().content(), object);
    }

    /** Helm adds these to every object, and refuses to adopt one that has others. */
    private static KubernetesObject owned(ReleaseRef release, ObjectRef ref, Map<String, Object> content) {
        var object = new KubernetesObject(content);
        var labels = new LinkedHashMap<String, Object>(object.mapAt("metadata", "labels"));
        labels.put("app.kubernetes.io/managed-by", "Helm");
        var annotations = new LinkedHashMap<String, Object>(object.mapAt("metadata", "annotations"));
        annotations.put("meta.helm.sh/release-name", release.name());
        annotations.put("meta.helm.sh/release-namespace", release.namespace());
        var metadata = new LinkedHashMap<String, Object>(object.mapAt("metadata"));
        metadata.put("labels", labels);
        metadata.put("annotations", annotations);
        var namespace = ref.namespace();
        if (namespace != null) {
            metadata.put("namespace", namespace);
        }
        var copy = new LinkedHashMap<String, Object>(content);
        copy.put("metadata", metadata);
        return new KubernetesObject(copy);
    }

    private static boolean belongs(ReleaseRef release, KubernetesObject live) {
        return release.name().equals(live.at("metadata", "annotations", "meta.helm.sh/release-name"))
                && release.namespace().equals(live.at("metadata", "annotations", "meta.helm.sh/release-namespace"));
    }

    private static boolean keeps(Map<String, Object> object) {
        return "keep".equals(new KubernetesObject(object).at("metadata", "annotations", "helm.sh/resource-policy"));
    }

    private static Map<String, Object> quiet(Map<String, Object> object) {
        var copy = new LinkedHashMap<String, Object>(object);
        copy.remove("status");
        if (copy.get("metadata") instanceof Map<?, ?> metadata) {
            var less = new LinkedHashMap<String, Object>();
            metadata.forEach((key, value) -> {
                if (value != null && !NOISE.contains(String.valueOf(key))) {
                    less.put(String.valueOf(key), value);
                }
            });
            copy.put("metadata", less);
        }
        return copy;
    }
}
