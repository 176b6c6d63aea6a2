package io.lexiops.server.diagnose;

import io.lexiops.rules.Fix;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Does what a fix says, as the write tools would, but without asking anybody. */
final class FixRunner {

    private static final WriteOptions WRITE = new WriteOptions(false, "fix");

    private final Kubernetes kubernetes;

    FixRunner(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    void run(Fix fix) {
        var arguments = fix.arguments();
        var ref = new ObjectRef(
                kubernetes.type(text(arguments, "kind"), null), text(arguments, "namespace"), text(arguments, "name"));
        switch (fix.tool()) {
            case "k8s_patch" ->
                kubernetes.patch(
                        ref,
                        PatchType.valueOf(text(arguments, "type").toUpperCase(Locale.ROOT)),
                        Objects.requireNonNull(arguments.get("patch")),
                        null,
                        WRITE);
            case "k8s_scale" ->
                kubernetes.patch(
                        ref,
                        PatchType.MERGE,
                        Map.of("spec", Map.of("replicas", Objects.requireNonNull(arguments.get("replicas")))),
                        null,
                        WRITE);
            case "k8s_set_image" -> setImage(ref, text(arguments, "container"), text(arguments, "image"));
            case "k8s_rollout" -> rollout(ref, arguments);
            case "k8s_delete" -> kubernetes.delete(ref, null, null, "Background", WRITE);
            default -> throw new IllegalArgumentException("no such tool: " + fix.tool());
        }
    }

    private void setImage(ObjectRef ref, String container, String image) {
        var change = Map.of("containers", List.of(Map.of("name", container, "image", image)));
        var spec = Map.of("spec", Map.of("template", Map.of("spec", change)));
        kubernetes.patch(
                ref, PatchType.STRATEGIC, ref.type().kind().equals("Pod") ? Map.of("spec", change) : spec, null, WRITE);
    }

    private void rollout(ObjectRef ref, Map<String, Object> arguments) {
        if (text(arguments, "action").equals("resume")) {
            kubernetes.patch(ref, PatchType.MERGE, Map.of("spec", Map.of("paused", false)), null, WRITE);
            return;
        }
        var template = new LinkedHashMap<>(
                template(ref, ((Number) Objects.requireNonNull(arguments.get("toRevision"))).longValue()));
        template.remove("$patch");
        if (template.get("metadata") instanceof Map<?, ?> metadata) {
            var labels = new LinkedHashMap<>((Map<?, ?>) Objects.requireNonNull(metadata.get("labels")));
            labels.remove("pod-template-hash");
            template.put("metadata", Map.of("labels", labels));
        }
        var operations = new ArrayList<Map<String, Object>>();
        operations.add(Map.of("op", "replace", "path", "/spec/template", "value", template));
        kubernetes.patch(ref, PatchType.JSON, operations, null, WRITE);
    }

    private Map<String, Object> template(ObjectRef ref, long revision) {
        boolean deployment = ref.type().kind().equals("Deployment");
        var type = kubernetes.type(deployment ? "replicasets" : "controllerrevisions", null);
        var uid = kubernetes.get(ref).uid();
        return kubernetes.list(ListQuery.all(type, ref.namespace())).items().stream()
                .filter(object -> object.objectsAt("metadata", "ownerReferences").stream()
                        .anyMatch(owner -> uid.equals(owner.get("uid"))))
                .filter(object -> number(object) == revision)
                .map(object -> deployment ? object.mapAt("spec", "template") : object.mapAt("data", "spec", "template"))
                .findFirst()
                .orElseThrow();
    }

    private static long number(KubernetesObject object) {
        var written = object.textAt("", "metadata", "annotations", "deployment.kubernetes.io/revision");
        return written.isEmpty() ? object.numberAt(0, "revision") : Long.parseLong(written);
    }

    private static String text(Map<String, Object> arguments, String name) {
        return String.valueOf(arguments.get(name));
    }
}
