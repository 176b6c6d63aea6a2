package io.lexiops.agent.respond;

import io.lexiops.agent.plan.Step;
import io.lexiops.agent.tool.CanonicalJson;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command that a person would type for a step; empty where there is no single one. For reading, never run here. */
final class Commands {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@=,%+-]+");

    private Commands() {}

    static String of(Step step) {
        var a = step.arguments();
        var object = quote(a.getOrDefault("kind", "").toString().toLowerCase(Locale.ROOT) + "/" + a.get("name"));
        var in = a.containsKey("namespace") ? " -n " + quote(a.get("namespace")) : "";
        return switch (step.tool()) {
            case "k8s_scale" -> "kubectl scale " + object + " --replicas=" + quote(a.get("replicas")) + in;
            case "k8s_set_image" ->
                "kubectl set image " + object + " " + quote(a.getOrDefault("container", "*") + "=" + a.get("image"))
                        + in;
            case "k8s_rollout" ->
                "kubectl rollout " + quote(a.get("action")) + " " + object
                        + (a.containsKey("toRevision") ? " --to-revision=" + quote(a.get("toRevision")) : "") + in;
            case "k8s_delete" -> "kubectl delete " + object + in;
            case "k8s_patch" ->
                "kubectl patch " + object + " --type " + quote(a.getOrDefault("type", "strategic")) + " -p "
                        + quote(json(a.get("patch"))) + in;
            case "k8s_apply" -> "kubectl apply --server-side -f -" + in + "   # with the manifest of the plan";
            case "helm_rollback" -> "helm rollback " + quote(a.get("name")) + revision(a) + in;
            case "helm_upgrade" -> "helm upgrade " + quote(a.get("name")) + " " + quote(a.get("chart")) + in;
            case "helm_install" -> "helm install " + quote(a.get("name")) + " " + quote(a.get("chart")) + in;
            case "helm_uninstall" -> "helm uninstall " + quote(a.get("name")) + in;
            case "argocd_sync" -> "argocd app sync " + quote(a.get("name"));
            case "argocd_rollback" -> "argocd app rollback " + quote(a.get("name")) + revision(a);
            default -> "";
        };
    }

    private static String revision(Map<String, Object> arguments) {
        return arguments.containsKey("revision") ? " " + quote(arguments.get("revision")) : "";
    }

    private static String json(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? CanonicalJson.of(cast(map)) : String.valueOf(value);
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> cast(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    /** As a shell would need it: names come from the cluster and may be hostile. */
    private static String quote(@Nullable Object value) {
        var words = String.valueOf(value);
        return PLAIN.matcher(words).matches() ? words : "'" + words.replace("'", "'\\''") + "'";
    }
}
