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
        var object = object(a);
        var in = a.containsKey("namespace") ? " -n " + quote(a.get("namespace")) : "";
        return switch (step.tool()) {
            case "k8s_scale" -> "kubectl scale " + object + " --replicas=" + word(a, "replicas") + in;
            case "k8s_set_image" ->
                "kubectl set image " + object + " "
                        + quote(a.getOrDefault("container", "*") + "=" + a.getOrDefault("image", "IMAGE")) + in;
            case "k8s_rollout" ->
                "kubectl rollout " + word(a, "action") + " " + object
                        + (a.containsKey("toRevision") ? " --to-revision=" + quote(a.get("toRevision")) : "") + in;
            case "k8s_delete" ->
                a.containsKey("name")
                        ? "kubectl delete " + object + in
                        : "kubectl delete " + word(a, "kind") + " -l " + word(a, "labelSelector") + in;
            case "k8s_patch" ->
                "kubectl patch " + object + " --type "
                        + quote(a.getOrDefault("type", a.get("patch") instanceof List ? "json" : "strategic")) + " -p "
                        + (a.get("patch") == null ? "PATCH" : quote(json(a.get("patch")))) + in;
            case "k8s_apply" -> "kubectl apply --server-side -f -" + in + Manifests.hereDocument(a.get("manifest"));
            case "helm_rollback" -> "helm rollback " + word(a, "release") + number(a, "revision") + in;
            case "helm_upgrade" -> helm("upgrade", a) + in + values(a);
            case "helm_install" -> helm("install", a) + in + values(a);
            case "helm_uninstall" -> "helm uninstall " + word(a, "release") + in;
            case "argocd_sync" ->
                "argocd app sync " + word(a, "application")
                        + (a.containsKey("revision") ? " --revision " + quote(a.get("revision")) : "");
            case "argocd_rollback" -> "argocd app rollback " + word(a, "application") + number(a, "id");
            default -> "";
        };
    }

    /** Removes an object, of which kind, name and perhaps namespace are given. */
    static String remove(Map<String, Object> target) {
        var in = target.get("namespace") == null ? "" : " -n " + quote(target.get("namespace"));
        return "kubectl delete " + object(target) + in;
    }

    private static String object(Map<String, Object> arguments) {
        var kind = String.valueOf(arguments.getOrDefault("kind", "KIND"));
        var name = arguments.getOrDefault("name", "NAME");
        return quote((kind.equals("KIND") ? kind : kind.toLowerCase(Locale.ROOT)) + "/" + name);
    }

    /** What the plan does not say stands there in capital letters, for the person to fill in. */
    private static String word(Map<String, Object> arguments, String name) {
        var value = arguments.get(name);
        return value == null ? name.toUpperCase(Locale.ROOT) : quote(value);
    }

    private static String helm(String verb, Map<String, Object> arguments) {
        var words = new StringBuilder("helm " + verb + " " + word(arguments, "release"));
        words.append(' ').append(word(arguments, "chart"));
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
