package io.lexiops.server.argocd;

import io.lexiops.server.http.HttpAnswer;
import io.lexiops.server.http.OkHttpJson;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Argo CD over its REST API. */
final class OkHttpArgoCd implements ArgoCd {

    private static final List<String> APPLICATIONS = List.of("api", "v1", "applications");

    private final OkHttpJson http;

    OkHttpArgoCd(OkHttpJson http) {
        this.http = http;
    }

    @Override
    public List<Application> applications(@Nullable String project, @Nullable String selector) {
        var query = new ArrayList<Map.Entry<String, String>>();
        if (project != null) {
            query.add(Map.entry("projects", project));
        }
        if (selector != null) {
            query.add(Map.entry("selector", selector));
        }
        return checked(http.get(APPLICATIONS, query), "the applications").objectsAt("items").stream()
                .map(item -> new Application(new KubernetesObject(item)))
                .sorted(Comparator.comparing(Application::name))
                .toList();
    }

    @Override
    public Application application(String name) {
        return new Application(checked(http.get(path(name), List.of()), "application " + name));
    }

    @Override
    public List<Map<String, Object>> tree(String name) {
        return checked(http.get(path(name, "resource-tree"), List.of()), "application " + name)
                .objectsAt("nodes");
    }

    @Override
    public List<ManagedObject> managed(String name) {
        return checked(http.get(path(name, "managed-resources"), List.of()), "application " + name)
                .objectsAt("items")
                .stream()
                .map(KubernetesObject::new)
                .map(item -> new ManagedObject(
                        item.textAt("", "group"),
                        item.textAt("", "kind"),
                        item.textAt("", "namespace"),
                        item.textAt("", "name"),
                        state(item, "liveState"),
                        state(item, "targetState") == null ? null : predicted(item),
                        Boolean.TRUE.equals(item.at("hook"))))
                .toList();
    }

    @Override
    public List<Map<String, Object>> manifests(String name, String revision) {
        var answer = checked(
                http.get(path(name, "manifests"), List.of(Map.entry("revision", revision))), "application " + name);
        var manifests = new ArrayList<Map<String, Object>>();
        if (answer.at("manifests") instanceof List<?> texts) {
            texts.forEach(text -> manifests.add(http.object(String.valueOf(text))));
        }
        return manifests;
    }

    @Override
    public void sync(String name, SyncRequest request) {
        var body = new LinkedHashMap<String, Object>();
        body.put("name", name);
        body.put("prune", request.prune());
        body.put("dryRun", false);
        var revision = request.revision();
        if (revision != null) {
            body.put("revision", revision);
        }
        if (!request.resources().isEmpty()) {
            body.put(
                    "resources",
                    request.resources().stream().map(OkHttpArgoCd::json).toList());
        }
        checked(http.postJson(path(name, "sync"), body), "application " + name);
    }

    @Override
    public void rollback(String name, long id, boolean prune) {
        checked(
                http.postJson(path(name, "rollback"), Map.of("name", name, "id", id, "prune", prune, "dryRun", false)),
                "application " + name);
    }

    private @Nullable Map<String, Object> predicted(KubernetesObject item) {
        var predicted = state(item, "predictedLiveState");
        return predicted == null ? state(item, "targetState") : predicted;
    }

    /** A state is JSON inside of a string; {@code "null"} means that there is none. */
    private @Nullable Map<String, Object> state(KubernetesObject item, String name) {
        var tree = http.object(item.textAt("", name));
        return tree.isEmpty() ? null : tree;
    }

    private static Map<String, Object> json(ResourceChoice choice) {
        var json = new LinkedHashMap<String, Object>();
        json.put("group", choice.group());
        json.put("kind", choice.kind());
        json.put("name", choice.name());
        if (!choice.namespace().isEmpty()) {
            json.put("namespace", choice.namespace());
        }
        return json;
    }

    private static List<String> path(String... more) {
        var path = new ArrayList<>(APPLICATIONS);
        path.addAll(List.of(more));
        return path;
    }

    private static KubernetesObject checked(HttpAnswer answer, String what) {
        if (answer.ok()) {
            return new KubernetesObject(answer.json());
        }
        var said = new KubernetesObject(answer.json()).textAt("", "message");
        var words = said.toLowerCase(Locale.ROOT);
        throw switch (answer.status()) {
            case 401 ->
                new ToolFailed(
                        ErrorCode.FORBIDDEN,
                        "Argo CD does not accept this server's token",
                        "make a new one with 'argocd account generate-token' and set copilot.argocd.token");
            case 403 ->
                new ToolFailed(
                        ErrorCode.FORBIDDEN,
                        "Argo CD: " + (said.isEmpty() ? "permission denied" : said) + " (" + what + ")",
                        "grant the account the missing action in Argo CD's RBAC; it also says this for what does not"
                                + " exist: see argocd_list");
            case 404 ->
                new ToolFailed(ErrorCode.NOT_FOUND, "Argo CD has no " + what, "see argocd_list for those that exist");
            case 409 -> new ToolFailed(ErrorCode.CONFLICT, "Argo CD: " + said, "wait for the operation to end");
            case 400 -> badRequest(words, said);
            default ->
                new ToolFailed(
                        ErrorCode.BACKEND_UNAVAILABLE,
                        "Argo CD answers with status " + answer.status() + (said.isEmpty() ? "" : ": " + said),
                        "try again; if it stays, look at argocd-server");
        };
    }

    private static ToolFailed badRequest(String words, String said) {
        if (words.contains("already in progress")) {
            return new ToolFailed(ErrorCode.CONFLICT, "Argo CD: " + said, "wait for the operation to end");
        }
        if (words.contains("auto-sync is enabled")) {
            return new ToolFailed(
                    ErrorCode.REFUSED,
                    "Argo CD: " + said,
                    "revert the change in Git, or switch automated sync off for this application");
        }
        return new ToolFailed(ErrorCode.INVALID_ARGUMENT, "Argo CD: " + said, "");
    }
}
