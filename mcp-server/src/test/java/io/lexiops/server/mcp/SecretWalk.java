package io.lexiops.server.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What to call each tool with, so that it shows as much of the scene as it can. The modes that tools share - output,
 * dryRun, maxTokens - are not here: the walk adds them to each tool that takes them.
 */
final class SecretWalk {

    private static final String NAMESPACE = PlantedScene.NAMESPACE;

    private final Map<String, List<Map<String, Object>>> calls = new TreeMap<>();
    private final PlantedSecrets secrets;

    SecretWalk(PlantedSecrets secrets) {
        this.secrets = secrets;
        kubernetesReads();
        kubernetesWrites();
        otherBackends();
    }

    /** The calls of a tool; a tool that is new has none, and the walk has to learn it. */
    List<Map<String, Object>> of(String tool) {
        var known = calls.get(tool);
        if (known == null) {
            throw new AssertionError(
                    "teach the walk about " + tool + ": add to SecretWalk what it is to be called with");
        }
        return known;
    }

    private void kubernetesReads() {
        for (var kind : List.of("secrets", "configmaps", "deployments", "pods", "events", "replicasets")) {
            call("k8s_list", "kind", kind);
            call("k8s_list", "kind", kind, "fields", List.of("data", "metadata.annotations", "spec", "message"));
            call("k8s_list", "kind", kind, "countBy", kind.equals("events") ? "message" : "metadata.annotations");
        }
        call("k8s_list", "kind", "configmaps", "fields", List.of("data['app.properties']", "data.password"));
        call("k8s_list", "kind", "secrets", "countBy", "data.note");
        call("k8s_list", "kind", "secrets", "where", "object.data.note.startsWith('UGw0')", "fields", List.of("data"));
        call(
                "k8s_list",
                "kind",
                "configmaps",
                "where",
                "object.data.password == '" + secrets.value("config-key") + "'");
        call("k8s_list", "kind", "pods", "labelSelector", "app=talker", "fields", List.of("spec.containers[*].env"));
        call("k8s_list", "kind", "pods", "where", "'" + secrets.value("jwt") + "' + 1");
        call("k8s_list", "kind", "pods", "labelSelector", secrets.value("jwt") + " in");
        call("k8s_list", "kind", "pods", "fieldSelector", "spec." + secrets.value("aws") + "=1");
        for (var named : List.of(
                "Secret/login", "Secret/registry", "ConfigMap/settings", "ConfigMap/echoes", "Deployment/talker")) {
            var parts = named.split("/");
            call("k8s_get", "kind", parts[0], "name", parts[1]);
            call("k8s_get", "kind", parts[0], "name", parts[1], "fields", List.of("data", "spec.template", "metadata"));
            call("k8s_inspect", "kind", parts[0], "name", parts[1]);
            call("k8s_changes", "kind", parts[0], "name", parts[1]);
        }
        call("k8s_get", "kind", "Secret", "name", secrets.value("known"));
        call("k8s_events");
        call("k8s_events", "kind", "Deployment", "name", "talker");
        call("k8s_logs", "name", "talker", "kind", "Deployment");
        call("k8s_logs", "name", "talker", "kind", "Deployment", "tail", 3, "timestamps", true);
        call("k8s_logs", "name", "talker", "kind", "Deployment", "tail", 5);
        call("k8s_logs", "name", "talker", "kind", "Deployment", "grep", "^[A-Za-z0-9+/=]{20,}$");
        call("k8s_logs", "name", "talker", "kind", "Deployment", "grep", "^ *[A-Z]");
        call("k8s_logs", "name", "talker", "kind", "Deployment", "grep", secrets.value("known"));
        call("k8s_logs", "name", "talker", "kind", "Deployment", "grep", "(" + secrets.value("jwt"));
        call("k8s_logs", "name", "talker", "kind", "Deployment", "since", secrets.value("jwt"));
        call("k8s_diagnose");
        call("k8s_diagnose", "kind", "Deployment", "name", "talker");
        call("k8s_api_resources");
        call("k8s_api_resources", "grep", secrets.value("aws"));
        call("k8s_can_i", "verb", "get", "kind", "secrets", "name", "login");
        call("k8s_explain", "path", "secrets.data");
        call("k8s_explain", "path", "pods." + secrets.value("aws"));
        call("k8s_top");
        call("k8s_rollout_status", "name", "talker");
        call("k8s_wait", "kind", "Secret", "name", "login", "for", "object.data.note == 'x'", "timeout", 1);
        call("k8s_wait", "kind", "ConfigMap", "name", "settings", "for", "has(object.data.password)", "timeout", 1);
        for (var manifest : manifests()) {
            call("k8s_diff", "manifest", manifest);
        }
        call("k8s_changes");
        call("changes_list");
        call("audit_query", "limit", 500);
        call("contexts_list");
        call("status");
    }

    private void kubernetesWrites() {
        for (var manifest : manifests()) {
            call("k8s_apply", "manifest", manifest);
        }
        call(
                "k8s_patch",
                "kind",
                "ConfigMap",
                "name",
                "settings",
                "patch",
                Map.of("data", Map.of("password", secrets.plant("patched-key"), "level", "debug")));
        call(
                "k8s_patch",
                "kind",
                "Secret",
                "name",
                "login",
                "patch",
                Map.of("stringData", Map.of("more", secrets.plant("patched-secret"))));
        call(
                "k8s_patch",
                "kind",
                "Deployment",
                "name",
                "talker",
                "type",
                "json",
                "patch",
                List.of(Map.of(
                        "op",
                        "replace",
                        "path",
                        "/spec/template/spec/containers/0/env/0/value",
                        "value",
                        secrets.plant("patched-variable"))));
        call(
                "k8s_patch",
                "kind",
                "Deployment",
                "name",
                "talker",
                "type",
                "json",
                "patch",
                List.of(Map.of("op", "test", "path", "/metadata/name", "value", secrets.value("jwt"))));
        call("k8s_scale", "name", "talker", "replicas", 2);
        call("k8s_scale", "name", "talker", "replicas", secrets.value("aws"));
        call("k8s_set_image", "name", "talker", "image", "registry.test/busybox:1.1");
        call(
                "k8s_set_image",
                "name",
                "talker",
                "image",
                "https://robot:" + secrets.value("event-url") + "@registry.test/x");
        call("k8s_rollout", "name", "talker", "action", "history");
        call("k8s_rollout", "name", "talker", "action", "status");
        call("k8s_rollout", "name", "talker", "action", "pause");
        call("k8s_rollout", "name", "talker", "action", "resume");
        call("k8s_rollout", "name", "talker", "action", "undo");
        call("k8s_delete", "kind", "ConfigMap", "name", "made");
        call("k8s_delete", "kind", "Secret", "name", "made");
        call("k8s_delete", "kind", "ConfigMap", "labelSelector", "none=" + secrets.value("aws"));
        call(
                "k8s_run",
                "image",
                "registry.test/busybox:1.0",
                "command",
                List.of("sh", "-c", "echo 'token=" + secrets.plant("run-output") + "'"),
                "env",
                Map.of("DB_PASSWORD", secrets.plant("run-variable")),
                "timeout",
                10);
        call("k8s_exec", "name", "talker", "command", List.of("printenv", "API_TOKEN"), "timeout", 2);
        call("k8s_exec", "name", "none", "command", List.of("curl", "-H", "X-Api-Key: " + secrets.plant("exec-key")));
        call("k8s_node", "action", "cordon", "name", "none");
        call("change_undo", "id", "chg-" + secrets.value("aws"));
    }

    private void otherBackends() {
        var values = Map.of(
                "password", secrets.plant("helm-value"), "url", "redis://:" + secrets.plant("helm-url") + "@r:6379");
        call("helm_install", "release", "planted", "chart", "planted", "values", values);
        call("helm_upgrade", "release", "planted", "values", Map.of("password", secrets.plant("helm-upgrade")));
        call("helm_upgrade", "release", "planted", "chart", secrets.value("jwt"));
        call("helm_rollback", "release", "planted", "revision", 1);
        for (var what : List.of("status", "history", "values", "manifest", "notes", "hooks")) {
            call("helm_get", "release", "planted", "what", what, "all", true);
        }
        call("helm_get", "release", secrets.value("known"), "what", "values");
        call("helm_list", "all", true);
        call("helm_uninstall", "release", "planted");
        call("argocd_list");
        call("argocd_list", "selector", secrets.value("jwt"));
        call("argocd_get", "application", "shop", "tree", true);
        call("argocd_sync", "application", "shop");
        call("argocd_rollback", "application", "shop", "id", 0);
        call("prom_query", "query", "up");
        call("prom_query", "query", "up{password=\"" + secrets.value("log-bearer") + "\"} + (");
        call("prom_range", "query", "up", "start", "1h", "points", true);
    }

    private List<String> manifests() {
        secrets.plantOnce("applied-broken");
        secrets.plantOnce("applied-secret");
        secrets.plantOnce("applied-data");
        secrets.plantOnce("applied-config");
        secrets.plantOnce("applied-number");
        return List.of(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: made, namespace: vault}
                stringData: {note: %s}
                """.formatted(secrets.value("applied-secret")),
                "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"made2\", \"namespace\": \"vault\"}, \"data\": {\"note\": \"%s\"}}"
                        .formatted(PlantedScene.base64(secrets.value("applied-data"))),
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: made, namespace: vault}
                data: {password: %s, dsn: "mysql://root:%s@db/x"}
                """.formatted(secrets.value("applied-config"), secrets.value("applied-config")),
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: wrong, namespace: vault}
                stringData: {note: [%s]}
                """.formatted(secrets.value("applied-number")),
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: broken, namespace: vault}
                stringData:
                  note: %s
                  more: [
                """.formatted(secrets.value("applied-broken")),
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: wrong, namespace: vault}
                data: {password: %s
                """.formatted(secrets.value("applied-config")));
    }

    private void call(String tool, Object... pairs) {
        var arguments = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            arguments.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        if (!List.of(
                        "argocd_list",
                        "argocd_get",
                        "argocd_sync",
                        "argocd_rollback",
                        "prom_query",
                        "prom_range",
                        "status",
                        "contexts_list",
                        "audit_query",
                        "change_undo",
                        "k8s_node",
                        "k8s_api_resources",
                        "k8s_explain")
                .contains(tool)) {
            arguments.put("namespace", NAMESPACE);
        }
        calls.computeIfAbsent(tool, _ -> new java.util.ArrayList<>()).add(arguments);
    }
}
