package io.lexiops.server.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the API promises about objects: verbs, selectors, pages, patches, apply, preconditions, watches, rights. */
abstract class KubernetesObjectsContract extends KubernetesContract {

    @Test
    void anObjectIsCreatedReadReplacedAndDeleted() {
        var made = configMap("crud", Map.of("a", "1"));
        assertThat(made.uid()).isNotEmpty();
        assertThat(made.resourceVersion()).isNotEmpty();
        assertThat(made.textAt("", "metadata", "creationTimestamp")).endsWith("Z");
        var again = api().post(core("configmaps"), made.content());
        assertThat(again.code()).isEqualTo(500);
        assertThat(again.message()).isEqualTo("resourceVersion should not be set on objects to be created");
        var changed = api().put(
                        core("configmaps") + "/crud",
                        Map.of(
                                "apiVersion",
                                "v1",
                                "kind",
                                "ConfigMap",
                                "metadata",
                                Map.of("name", "crud"),
                                "data",
                                Map.of("a", "2")));
        assertThat(changed.code()).isEqualTo(200);
        assertThat(changed.body().uid()).isEqualTo(made.uid());
        assertThat(changed.body().resourceVersion()).isNotEqualTo(made.resourceVersion());
        var gone = api().delete(core("configmaps") + "/crud", null);
        assertThat(gone.code()).isEqualTo(200);
        assertThat(gone.body().kind()).isEqualTo("Status");
        var missing = api().get(core("configmaps") + "/crud");
        assertThat(missing.code()).isEqualTo(404);
        assertThat(missing.message()).isEqualTo("configmaps \"crud\" not found");
    }

    @Test
    void theSameNameTwiceIsRefused() {
        configMap("twice", Map.of());
        var second = api().post(core("configmaps"), yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: twice}}"));
        assertThat(second.code()).isEqualTo(409);
        assertThat(second.body().textAt("", "reason")).isEqualTo("AlreadyExists");
        assertThat(second.message()).isEqualTo("configmaps \"twice\" already exists");
    }

    @Test
    void aDryRunDoesEverythingButStore() {
        var dry = api().post(
                        apps("deployments") + "?dryRun=All",
                        yaml(deploymentText("dry", 2, "registry.test/nginx:1.22", "")));
        assertThat(dry.code()).isEqualTo(201);
        assertThat(dry.body().textAt("", "spec", "strategy", "rollingUpdate", "maxSurge"))
                .isEqualTo("25%");
        assertThat(dry.body().numberAt(0, "spec", "progressDeadlineSeconds")).isEqualTo(600);
        var container = new KubernetesObject(
                dry.body().objectsAt("spec", "template", "spec", "containers").getFirst());
        assertThat(container.textAt("", "imagePullPolicy")).isEqualTo("IfNotPresent");
        assertThat(container.textAt("", "terminationMessagePolicy")).isEqualTo("File");
        assertThat(api().get(apps("deployments") + "/dry").code()).isEqualTo(404);
    }

    @Test
    void aListComesInPages() {
        for (int i = 0; i < 5; i++) {
            created(
                    core("configmaps"),
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: page-" + i + ", labels: {part: page}}}");
        }
        var path = core("configmaps") + "?labelSelector=part%3Dpage&limit=2";
        var first = read(path);
        assertThat(first.objectsAt("items")).hasSize(2);
        var token = first.textAt("", "metadata", "continue");
        assertThat(token).isNotEmpty();
        var names = new ArrayList<String>();
        first.objectsAt("items").forEach(item -> names.add(new KubernetesObject(item).name()));
        while (!token.isEmpty()) {
            var next = read(path + "&continue=" + token);
            next.objectsAt("items").forEach(item -> names.add(new KubernetesObject(item).name()));
            token = next.textAt("", "metadata", "continue");
        }
        assertThat(names).containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
    }

    @Test
    void selectorsChooseByLabelsAndFields() {
        created(
                core("configmaps"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: sel-a, labels: {sel: a, tier: x}}}");
        created(core("configmaps"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: sel-b, labels: {sel: b}}}");
        assertThat(names("?labelSelector=sel%3Da")).containsExactly("sel-a");
        assertThat(names("?labelSelector=sel%20in%20(a,b)")).containsExactly("sel-a", "sel-b");
        assertThat(names("?labelSelector=sel,sel!%3Da")).containsExactly("sel-b");
        assertThat(names("?labelSelector=sel,!tier")).containsExactly("sel-b");
        assertThat(names("?labelSelector=sel%20notin%20(b),tier%3Dx")).containsExactly("sel-a");
        assertThat(names("?fieldSelector=metadata.name%3Dsel-b")).containsExactly("sel-b");
        assertThat(api().get(core("configmaps") + "?fieldSelector=data.x%3D1").code())
                .isEqualTo(400);
        assertThat(api().get(core("configmaps") + "?labelSelector=a%20b").code())
                .isEqualTo(400);
    }

    private List<String> names(String query) {
        return read(core("configmaps") + query).objectsAt("items").stream()
                .map(item -> new KubernetesObject(item).name())
                .toList();
    }

    @Test
    void threeKindsOfPatchesChangeAnObject() {
        deployment("patched", 0, "registry.test/nginx:1.21", "env: [{name: A, value: \"1\"}]");
        var path = apps("deployments") + "/patched";
        var strategic = api().patch(
                        path,
                        "strategic-merge-patch",
                        yaml(
                                "{spec: {template: {spec: {containers: [{name: main, env: [{name: B, value: \"2\"}]}]}}}}"));
        assertThat(strategic.code()).isEqualTo(200);
        var container = new KubernetesObject(strategic
                .body()
                .objectsAt("spec", "template", "spec", "containers")
                .getFirst());
        assertThat(container.objectsAt("env")).hasSize(2);
        assertThat(container.textAt("", "image")).isEqualTo("registry.test/nginx:1.21");
        var merge = api().patch(path, "merge-patch", yaml("{metadata: {labels: {x: y}}, spec: {paused: true}}"));
        assertThat(merge.body().textAt("", "metadata", "labels", "x")).isEqualTo("y");
        var json = api().patch(
                        path,
                        "json-patch",
                        List.of(
                                Map.of("op", "test", "path", "/spec/replicas", "value", 0),
                                Map.of("op", "remove", "path", "/metadata/labels/x")));
        assertThat(json.code()).isEqualTo(200);
        assertThat(json.body().at("metadata", "labels", "x")).isNull();
        var failing =
                api().patch(path, "json-patch", List.of(Map.of("op", "test", "path", "/spec/replicas", "value", 7)));
        assertThat(failing.code()).isEqualTo(422);
    }

    @Test
    void aStaleVersionIsAConflict() {
        var old = configMap("stale", Map.of("a", "1"));
        api().patch(core("configmaps") + "/stale", "merge-patch", Map.of("data", Map.of("a", "2")));
        var answer = api().put(core("configmaps") + "/stale", old.content());
        assertThat(answer.code()).isEqualTo(409);
        assertThat(answer.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"stale\": the object has been modified; please apply"
                                + " your changes to the latest version and try again");
    }

    @Test
    void applyKnowsWhoOwnsWhichField() {
        var path = core("configmaps") + "/applied";
        assertThat(api().apply(path, "one", false, applied(Map.of("a", "1", "b", "1")))
                        .code())
                .isEqualTo(201);
        var same = api().apply(path, "two", false, applied(Map.of("b", "1", "c", "1")));
        assertThat(same.code()).isEqualTo(200);
        var conflict = api().apply(path, "two", false, applied(Map.of("a", "2")));
        assertThat(conflict.code()).isEqualTo(409);
        assertThat(conflict.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .data.a");
        assertThat(api().get(path).body().mapAt("data")).containsOnlyKeys("a", "b", "c");
        var forced = api().apply(path, "two", true, applied(Map.of("a", "2")));
        assertThat(forced.body().mapAt("data")).containsEntry("a", "2").containsOnlyKeys("a", "b");
        var released = api().apply(path, "one", false, applied(Map.of()));
        assertThat(released.body().mapAt("data")).containsOnlyKeys("a");
    }

    private Map<String, Object> applied(Map<String, Object> data) {
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("name", "applied", "namespace", namespace),
                "data",
                data);
    }

    @Test
    void aDeleteCanDemandTheObjectThatWasSeen() {
        var seen = configMap("precious", Map.of());
        var wrong = api().delete(
                        core("configmaps") + "/precious",
                        Map.of("preconditions", Map.of("uid", "00000000-0000-0000-0000-000000000000")));
        assertThat(wrong.code()).isEqualTo(409);
        assertThat(wrong.message())
                .isEqualTo("Operation cannot be fulfilled on ConfigMap \"precious\": the UID in the precondition"
                        + " (00000000-0000-0000-0000-000000000000) does not match the UID in record (" + seen.uid()
                        + "). The object might have been deleted and then recreated");
        var right = api().delete(core("configmaps") + "/precious", Map.of("preconditions", Map.of("uid", seen.uid())));
        assertThat(right.code()).isEqualTo(200);
    }

    @Test
    void finalizersKeepAnObjectUntilTheyAreGone() {
        created(
                core("configmaps"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: kept, finalizers: [example.com/wait]}}");
        api().delete(core("configmaps") + "/kept", null);
        assertThat(read(core("configmaps") + "/kept").textAt("", "metadata", "deletionTimestamp"))
                .isNotEmpty();
        api().patch(core("configmaps") + "/kept", "merge-patch", yaml("{metadata: {finalizers: null}}"));
        assertThat(api().get(core("configmaps") + "/kept").code()).isEqualTo(404);
    }

    @Test
    void scaleAndStatusAreTheirOwnSubresources() {
        deployment("scaled", 0, "registry.test/nginx:1.22", "");
        var path = apps("deployments") + "/scaled";
        var scale = read(path + "/scale");
        assertThat(scale.kind()).isEqualTo("Scale");
        assertThat(scale.at("spec", "replicas")).isNull(); // none is not written
        var scaled = api().patch(path + "/scale", "merge-patch", yaml("{spec: {replicas: 1}}"));
        assertThat(scaled.code()).isEqualTo(200);
        assertThat(read(path).numberAt(-1, "spec", "replicas")).isEqualTo(1);
        assertThat(read(path).numberAt(-1, "metadata", "generation")).isEqualTo(2);
        api().patch(path, "merge-patch", yaml("{status: {replicas: 99}}"));
        assertThat(read(path).numberAt(0, "status", "replicas")).isNotEqualTo(99);
        assertThat(api().get(core("configmaps") + "/scaled/scale").code()).isEqualTo(404);
    }

    @Test
    void aWatchTellsEveryChangeInOrder() {
        var since = read(core("configmaps")).textAt("", "metadata", "resourceVersion");
        created(core("configmaps"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: watched, labels: {w: \"1\"}}}");
        api().patch(core("configmaps") + "/watched", "merge-patch", Map.of("data", Map.of("a", "1")));
        api().delete(core("configmaps") + "/watched", null);
        var events = api().watch(
                        core("configmaps") + "?watch=true&timeoutSeconds=20&labelSelector=w%3D1&resourceVersion="
                                + since,
                        event -> "DELETED".equals(event.get("type")));
        assertThat(events).extracting(event -> event.get("type")).containsExactly("ADDED", "MODIFIED", "DELETED");
    }

    @Test
    void anOldVersionCannotBeWatchedFrom() {
        var events = api().watch(
                        core("configmaps") + "?watch=true&timeoutSeconds=5&resourceVersion=1",
                        event -> "ERROR".equals(event.get("type")));
        // a server that has not yet compacted may still know it
        assertThat(events)
                .allSatisfy(event -> assertThat(event.get("type")).isIn("ERROR", "ADDED", "MODIFIED", "DELETED"));
    }

    @Test
    void thePortFollowsAKindUntilItIsToldToStop() {
        var kubernetes = TestClusters.of(kubeconfig());
        var type = kubernetes.type("configmaps", "v1");
        var before = kubernetes.list(Kubernetes.ListQuery.all(type, namespace)).resourceVersion();
        configMap("followed", Map.of("a", "1"));
        api().patch(core("configmaps") + "/followed", "merge-patch", Map.of("data", Map.of("a", "2")));
        api().delete(core("configmaps") + "/followed", null);
        var seen = new ArrayList<String>();
        var query = new Kubernetes.WatchQuery(type, namespace, null, before, Duration.ofSeconds(20));
        var end = kubernetes.watch(query, event -> {
            if (event.object().name().equals("followed")) {
                seen.add(event.what() + " " + event.object().kind() + " "
                        + event.object().textAt("", "data", "a"));
            }
            return seen.size() < 3;
        });
        assertThat(end).isEqualTo(Kubernetes.WatchEnd.ENDED);
        assertThat(seen).containsExactly("ADDED ConfigMap 1", "MODIFIED ConfigMap 2", "DELETED ConfigMap 2");
    }

    @Test
    void whatIsWrongIsNamedByField() {
        var path = apps("deployments");
        assertThat(message(path, deploymentText("Bad_Name", 1, "x", "")))
                .contains("metadata.name: Invalid value: \"Bad_Name\": a")
                .contains("RFC 1123 subdomain");
        assertThat(message(path, deploymentText("few", -1, "x", "")))
                .isEqualTo(
                        "Deployment.apps \"few\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0");
        assertThat(message(
                        path, deploymentText("odd", 1, "x", "").replace("labels: {app: odd}", "labels: {app: other}")))
                .isEqualTo("Deployment.apps \"odd\" is invalid: spec.template.metadata.labels: Invalid value:"
                        + " map[string]string{\"app\":\"other\"}: `selector` does not match template `labels`");
        assertThat(message(path, deploymentText("much", 1, "x", "resources: {requests: {cpu: 2}, limits: {cpu: 1}}")))
                .contains(
                        "spec.template.spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or"
                                + " equal to cpu limit");
        assertThat(message(path, deploymentText("mount", 1, "x", "volumeMounts: [{name: gone, mountPath: /x}]")))
                .contains("spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"gone\"");
        assertThat(message(path, deploymentText("port", 1, "x", "ports: [{containerPort: 70000}]")))
                .contains("ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive");
        assertThat(message(
                        core("services"),
                        "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {a: b}}}"))
                .isEqualTo("Service \"s\" is invalid: spec.ports: Required value");
        assertThat(
                        message(
                                core("pods"),
                                "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {a: \"x y\"}}, spec: {containers: [{name: a}]}}"))
                .contains("metadata.labels: Invalid value: \"x y\"")
                .contains("spec.containers[0].image: Required value");
    }

    private String message(String path, String body) {
        var answer = api().post(path, yaml(body));
        assertThat(answer.code()).as(answer.message()).isEqualTo(422);
        return answer.message();
    }

    @Test
    void someFieldsNeverChange() {
        deployment("fixed", 0, "registry.test/nginx:1.22", "");
        var selector = api().patch(
                        apps("deployments") + "/fixed",
                        "merge-patch",
                        yaml("{spec: {selector: {matchLabels: {app: z}}, template: {metadata: {labels: {app: z}}}}}"));
        assertThat(selector.code()).isEqualTo(422);
        assertThat(selector.message()).contains("spec.selector: Invalid value").endsWith("field is immutable");
        var service = created(
                core("services"),
                "{apiVersion: v1, kind: Service, metadata: {name: fixed}, spec: {selector: {a: b}, ports: [{port: 80}]}}");
        assertThat(service.textAt("", "spec", "clusterIP")).matches("\\d+(\\.\\d+){3}");
        var address = api().patch(
                        core("services") + "/fixed",
                        "merge-patch",
                        yaml("{spec: {clusterIP: 1.2.3.4, clusterIPs: [1.2.3.4]}}"));
        assertThat(address.code()).isEqualTo(422);
        var bad = api().patch(apps("deployments") + "/fixed", "merge-patch", yaml("{spec: {replicas: many}}"));
        assertThat(bad.code()).isIn(400, 422);
    }

    @Test
    void aServiceAccountMayWhatItsRoleSaysAndNoMore() {
        created(core("serviceaccounts"), "{apiVersion: v1, kind: ServiceAccount, metadata: {name: reader}}");
        var rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
        created(
                rbac + "/roles",
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [\"\"],"
                        + " resources: [configmaps], verbs: [get, list]}]}");
        created(
                rbac + "/rolebindings",
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup:"
                        + " rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{kind: ServiceAccount, name: reader,"
                        + " namespace: " + namespace + "}]}");
        var token = api().post(
                        core("serviceaccounts") + "/reader/token",
                        yaml(
                                "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 3600}}"))
                .body()
                .textAt("", "status", "token");
        var reader = as(token);
        eventually(() -> assertThat(reader.get(core("configmaps")).code()).isEqualTo(200));
        var refused = reader.delete(core("configmaps") + "/x", null);
        assertThat(refused.code()).isEqualTo(403);
        var who = "User \"system:serviceaccount:" + namespace + ":reader\" cannot ";
        assertThat(refused.message())
                .isEqualTo("configmaps \"x\" is forbidden: " + who
                        + "delete resource \"configmaps\" in API group \"\" in the namespace \"" + namespace + "\"");
        assertThat(reader.get("/api/v1/namespaces/default/configmaps").code()).isEqualTo(403);
        assertThat(reader.get("/api/v1/nodes").message())
                .isEqualTo("nodes is forbidden: " + who
                        + "list resource \"nodes\" in API group \"\" at the cluster scope");
        assertThat(may(reader, "list", "configmaps")).isTrue();
        assertThat(may(reader, "create", "configmaps")).isFalse();
        assertThat(as("nonsense").get(core("configmaps")).code()).isEqualTo(401);
    }

    private boolean may(RawApi caller, String verb, String resource) {
        return Boolean.TRUE.equals(caller.post(
                        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                        yaml(
                                "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes:"
                                        + " {namespace: " + namespace + ", verb: " + verb + ", resource: " + resource
                                        + "}}}"))
                .body()
                .at("status", "allowed"));
    }

    @Test
    void clientsThatPrintGetTables() {
        configMap("tabled", Map.of("a", "1", "b", "2"));
        var table = api().getAs(
                        core("configmaps") + "/tabled", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
                .body();
        assertThat(table.kind()).isEqualTo("Table");
        assertThat(table.objectsAt("columnDefinitions"))
                .extracting(column -> column.get("name"))
                .containsExactly("Name", "Data", "Age");
        assertThat(table.objectsAt("rows").getFirst().get("cells")).asString().startsWith("[tabled, 2, ");
    }

    @Test
    void secretsTakePlainText() {
        var secret = created(
                core("secrets"), "{apiVersion: v1, kind: Secret, metadata: {name: plain}, stringData: {a: hello}}");
        assertThat(secret.textAt("", "data", "a")).isEqualTo("aGVsbG8=");
        assertThat(secret.textAt("", "type")).isEqualTo("Opaque");
        assertThat(secret.at("stringData")).isNull();
    }
}
