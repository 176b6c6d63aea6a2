package io.lexiops.server.argocd;

import io.lexiops.server.argocd.ArgoCd.ManagedObject;
import io.lexiops.server.argocd.ArgoCd.ResourceChoice;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an operation of Argo CD does to the objects of an application. */
final class ApplicationChanges {

    private static final Set<String> NOISE =
            Set.of("resourceVersion", "managedFields", "generation", "uid", "creationTimestamp", "selfLink");

    private ApplicationChanges() {}

    /**
     * The application itself, as the first target. Argo CD writes its own notes into it every few minutes, so its
     * resourceVersion says nothing; its version here is a digest of what matters: the spec, the revision, the history.
     */
    static TargetChange pin(Application application) {
        var matters = new ArrayList<@Nullable Object>();
        matters.add(sorted(application.object().at("spec")));
        matters.add(application.revision());
        matters.add(application.history().stream().map(Application::id).toList());
        var target = new TargetRef(
                application.object().apiVersion().isEmpty()
                        ? "argoproj.io/v1alpha1"
                        : application.object().apiVersion(),
                "Application",
                application.object().namespace(),
                application.name(),
                application.object().uid().isEmpty()
                        ? null
                        : application.object().uid(),
                "spec-" + digest(String.valueOf(matters)));
        return new TargetChange(target, Operation.NONE, null, null);
    }

    /** What a sync to the revision that the application follows would do, as Argo CD itself predicts. */
    static List<TargetChange> predicted(List<ManagedObject> managed, boolean prune, List<ResourceChoice> chosen) {
        var changes = new ArrayList<TargetChange>();
        for (var object : managed) {
            if (!object.hook() && chosen(chosen, object)) {
                changes.add(change(object, object.predicted(), prune));
            }
        }
        return changes;
    }

    /** What applying the manifests of another revision would do. */
    static List<TargetChange> applied(
            List<ManagedObject> managed,
            List<Map<String, Object>> manifests,
            boolean prune,
            List<ResourceChoice> chosen) {
        var wanted = new LinkedHashMap<String, Map<String, Object>>();
        for (var manifest : manifests) {
            var object = new KubernetesObject(manifest);
            wanted.put(key(group(object), object.kind(), object.name()), manifest);
        }
        var changes = new ArrayList<TargetChange>();
        for (var object : managed) {
            var manifest = wanted.remove(key(object.group(), object.kind(), object.name()));
            if (!object.hook() && chosen(chosen, object)) {
                var live = object.live();
                changes.add(change(object, manifest == null || live == null ? manifest : over(live, manifest), prune));
            }
        }
        for (var manifest : wanted.values()) {
            var object = new KubernetesObject(manifest);
            var created = new ManagedObject(
                    group(object),
                    object.kind(),
                    object.textAt("", "metadata", "namespace"),
                    object.name(),
                    null,
                    manifest,
                    object.at("metadata", "annotations", "argocd.argoproj.io/hook") != null);
            if (!created.hook() && chosen(chosen, created)) {
                changes.add(change(created, manifest, prune));
            }
        }
        return changes;
    }

    private static boolean chosen(List<ResourceChoice> chosen, ManagedObject object) {
        return chosen.isEmpty()
                || chosen.stream()
                        .anyMatch(choice ->
                                choice.means(object.group(), object.kind(), object.namespace(), object.name()));
    }

    private static TargetChange change(ManagedObject object, @Nullable Map<String, Object> after, boolean prune) {
        var before = object.live();
        var target = target(object, before == null ? after : before, before == null);
        if (before == null) {
            return new TargetChange(target, after == null ? Operation.NONE : Operation.CREATE, null, after);
        }
        if (after == null) {
            return prune
                    ? new TargetChange(target, Operation.DELETE, before, null)
                    : new TargetChange(target, Operation.NONE, before, before);
        }
        return new TargetChange(
                target, quiet(before).equals(quiet(after)) ? Operation.NONE : Operation.UPDATE, before, after);
    }

    private static TargetRef target(ManagedObject object, @Nullable Map<String, Object> state, boolean absent) {
        var known = new KubernetesObject(state == null ? Map.of() : state);
        return new TargetRef(
                known.apiVersion().isEmpty() ? object.group() : known.apiVersion(),
                object.kind(),
                object.namespace().isEmpty() ? null : object.namespace(),
                object.name(),
                absent || known.uid().isEmpty() ? null : known.uid(),
                absent ? TargetRef.ABSENT : known.resourceVersion());
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> over(Map<String, Object> live, Map<String, Object> manifest) {
        var merged = new LinkedHashMap<>(live);
        manifest.forEach((key, value) -> merged.put(
                key,
                value instanceof Map<?, ?> map && merged.get(key) instanceof Map<?, ?> before
                        ? over((Map<String, Object>) before, (Map<String, Object>) map)
                        : value instanceof List<?> list && merged.get(key) instanceof List<?> before
                                ? list(before, list)
                                : value));
        return merged;
    }

    /** Objects in a list keep what the API server has filled in, if the list has the same length. */
    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static List<Object> list(List<?> live, List<?> manifest) {
        var merged = new ArrayList<Object>();
        for (int i = 0; i < manifest.size(); i++) {
            merged.add(
                    live.size() == manifest.size()
                                    && live.get(i) instanceof Map<?, ?> before
                                    && manifest.get(i) instanceof Map<?, ?> map
                            ? over((Map<String, Object>) before, (Map<String, Object>) map)
                            : manifest.get(i));
        }
        return merged;
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

    private static String group(KubernetesObject object) {
        int slash = object.apiVersion().indexOf('/');
        return slash < 0 ? "" : object.apiVersion().substring(0, slash);
    }

    private static String key(String group, String kind, String name) {
        return group + "/" + kind + "/" + name;
    }

    private static @Nullable Object sorted(@Nullable Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var copy = new TreeMap<String, @Nullable Object>();
                map.forEach((key, value) -> copy.put(String.valueOf(key), sorted(value)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(sorted(item)));
                yield copy;
            }
            case null, default -> tree;
        };
    }

    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
