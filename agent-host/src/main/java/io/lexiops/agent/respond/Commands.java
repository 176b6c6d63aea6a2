package io.lexiops.agent.respond;

import io.lexiops.agent.plan.Step;
import io.lexiops.agent.tool.CanonicalJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
            case "k8s_delete" ->
                a.containsKey("name")
                        ? "kubectl delete " + object + in
                        : "kubectl delete " + quote(a.get("kind")) + " -l " + quote(a.get("labelSelector")) + in;
            case "k8s_patch" ->
                "kubectl patch " + object + " --type "
                        + quote(a.getOrDefault("type", a.get("patch") instanceof List ? "json" : "strategic")) + " -p "
                        + quote(json(a.get("patch"))) + in;
            case "k8s_apply" -> "kubectl apply --server-side -f -" + in + manifest(a.get("manifest"));
            case "helm_rollback" -> "helm rollback " + quote(a.get("release")) + number(a, "revision") + in;
            case "helm_upgrade" -> helm("upgrade", a) + in + values(a);
            case "helm_install" -> helm("install", a) + in + values(a);
            case "helm_uninstall" -> "helm uninstall " + quote(a.get("release")) + in;
            case "argocd_sync" ->
                "argocd app sync " + quote(a.get("application"))
                        + (a.containsKey("revision") ? " --revision " + quote(a.get("revision")) : "");
            case "argocd_rollback" -> "argocd app rollback " + quote(a.get("application")) + number(a, "id");
            default -> "";
        };
    }

    /** A Secret's values stay out of what is printed. */
    private static String manifest(@Nullable Object manifest) {
        return manifest instanceof Map<?, ?> tree && !"Secret".equals(tree.get("kind"))
                ? " <<< " + quote(json(tree))
                : "   # with the manifest of the plan";
    }

    private static String helm(String verb, Map<String, Object> arguments) {
        var words = new StringBuilder("helm " + verb + " " + quote(arguments.get("release")));
        words.append(' ').append(arguments.containsKey("chart") ? quote(arguments.get("chart")) : "CHART");
        for (var option : List.of("version", "repo")) {
            if (arguments.containsKey(option)) {
                words.append(" --").append(option).append(' ').append(quote(arguments.get(option)));
            }
        }
        if (verb.equals("upgrade") && !"replace".equals(arguments.get("valuesMode"))) {
            words.append(" --reset-then-reuse-values");
        }
        return words.toString();
    }

    private static String values(Map<String, Object> arguments) {
        return arguments.get("values") instanceof Map<?, ?> values && !values.isEmpty()
                ? " -f - <<< " + quote(json(values))
                : "";
    }

    private static String number(Map<String, Object> arguments, String name) {
        return arguments.containsKey(name) ? " " + quote(arguments.get(name)) : "";
    }

    private static String json(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> CanonicalJson.of(cast(map));
            case List<?> list -> list.stream().map(Commands::json).collect(Collectors.joining(",", "[", "]"));
            case null, default -> String.valueOf(value);
        };
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
