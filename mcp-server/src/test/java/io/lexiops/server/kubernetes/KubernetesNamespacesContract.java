package io.lexiops.server.kubernetes;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a namespace is: its end, its quota, its limits. */
abstract class KubernetesNamespacesContract extends KubernetesContract {

    @Test
    void aQuotaRefusesWhatIsTooMuch() {
        created(
                core("resourcequotas"),
                "{apiVersion: v1, kind: ResourceQuota, metadata: {name: few}, spec: {hard: {count/secrets: \"0\", services:"
                        + " \"1\"}}}");
        eventually(() -> assertThat(read(core("resourcequotas") + "/few").textAt("", "status", "hard", "services"))
                .isEqualTo("1"));
        created(core("services"), service("one"));
        eventually(() -> {
            var refused = api().post(core("services"), yaml(service("two")));
            assertThat(refused.code()).isEqualTo(403);
            assertThat(refused.message())
                    .isEqualTo(
                            "services \"two\" is forbidden: exceeded quota: few, requested: services=1, used: services=1,"
                                    + " limited: services=1");
        });
    }

    private static String service(String name) {
        return "{apiVersion: v1, kind: Service, metadata: {name: " + name
                + "}, spec: {selector: {a: b}, ports: [{port: 80}]}}";
    }

    @Test
    void aLimitRangeFillsInAndRefuses() {
        created(
                core("limitranges"),
                "{apiVersion: v1, kind: LimitRange, metadata: {name: sizes}, spec: {limits: [{type: Container, default: {memory:"
                        + " 64Mi}, defaultRequest: {memory: 32Mi}, max: {memory: 128Mi}}]}}");
        eventually(() -> {
            var dry = api().post(core("pods") + "?dryRun=All", yaml(pod("fits", "")));
            var container = new KubernetesObject(
                    dry.body().objectsAt("spec", "containers").getFirst());
            assertThat(container.textAt("", "resources", "limits", "memory")).isEqualTo("64Mi");
            assertThat(container.textAt("", "resources", "requests", "memory")).isEqualTo("32Mi");
        });
        var refused = api().post(core("pods"), yaml(pod("large", ", resources: {limits: {memory: 1Gi}}")));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo(
                        "pods \"large\" is forbidden: maximum memory usage per Container is 128Mi, but limit is 1Gi");
    }

    private static String pod(String name, String more) {
        return "{apiVersion: v1, kind: Pod, metadata: {name: " + name
                + "}, spec: {containers: [{name: main, image: \"registry.test/nginx:1.22\"" + more + "}]}}";
    }

    @Test
    void nothingIsMadeInANamespaceThatIsNotThere() {
        var answer = api().post(
                        "/api/v1/namespaces/" + namespace + "-none/configmaps",
                        yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}"));
        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.message()).isEqualTo("namespaces \"" + namespace + "-none\" not found");
    }

    @Test
    void aNamespaceGoesWithAllThatIsInIt() {
        var name = namespace + "-end";
        var path = "/api/v1/namespaces/" + name;
        api().post("/api/v1/namespaces", yaml("{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}"));
        api().post(path + "/configmaps", yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}"));
        var deleted = api().delete(path, null);
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.body().textAt("", "status", "phase")).isEqualTo("Terminating");
        eventually(() -> assertThat(api().get(path).code()).isEqualTo(404));
    }
}
