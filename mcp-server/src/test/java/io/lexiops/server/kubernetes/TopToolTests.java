package io.lexiops.server.kubernetes;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A real cluster measures a pod only after a minute, if it has metrics-server at all; so this is on the sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopToolTests {

    private static final String PODS = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: measured}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: bounded, namespace: measured, labels: {app: web}}
            spec:
              containers:
              - name: web
                image: registry.test/nginx:1.22
                resources: {requests: {cpu: 2, memory: 64Mi}, limits: {cpu: "4", memory: 128Mi}}
              - name: beside
                image: registry.test/redis:7.0
                resources: {requests: {cpu: 100m, memory: 32Mi}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: free, namespace: measured}
            spec:
              containers:
              - {name: web, image: registry.test/shop-catalog:3.0}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: broken, namespace: measured}
            spec:
              containers:
              - {name: web, image: registry.test/nothing:1}
            """;

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    private final Kubernetes kubernetes = TestClusters.of(sandbox.kubeconfig());
    private final TopTool top = top(kubernetes);

    @BeforeAll
    void runningPods() {
        sandbox.install(PODS);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(items(Map.of("namespace", "measured"))).hasSize(2));
    }

    @Test
    void setsUseAgainstRequestsAndLimits() {
        var bounded = items(Map.of("namespace", "measured", "labelSelector", "app=web"))
                .getFirst();
        assertThat(bounded.textAt("", "name")).isEqualTo("bounded");
        assertThat(bounded.numberAt(0, "cpuMilli", "request")).isEqualTo(2100);
        assertThat(bounded.numberAt(0, "cpuMilli", "used")).isBetween(1L, 2100L);
        assertThat(bounded.numberAt(0, "cpuMilli", "requestPercent"))
                .isEqualTo(Math.round(100.0 * bounded.numberAt(0, "cpuMilli", "used") / 2100));
        assertThat(bounded.numberAt(0, "memoryBytes", "request")).isEqualTo(96L << 20);
        // one of its containers has none
        assertThat(bounded.at("memoryBytes", "limit")).isNull();
        assertThat(text(Map.of("namespace", "measured")))
                .contains("NAME", "OF REQUEST", "OF LIMIT")
                .containsPattern("bounded +\\d+m +\\d+% of 2100m +- +\\d+Mi +\\d+% of 96Mi +-")
                .containsPattern("free +\\d+m +- +- +\\d+Mi +- +-")
                .doesNotContain("broken");
    }

    @Test
    void showsEachContainer() {
        assertThat(text(Map.of("namespace", "measured", "containers", true)))
                .containsPattern(
                        "bounded +web +\\d+m +\\d+% of 2000m +\\d+% of 4000m +\\d+Mi +\\d+% of 64Mi +\\d+% of 128Mi")
                .containsPattern("bounded +beside +\\d+m +\\d+% of 100m +- ");
    }

    @Test
    void sortsByWhatIsAskedFor() {
        assertThat(items(Map.of("namespace", "measured", "sortBy", "cpu")))
                .extracting(one -> one.textAt("", "name"))
                .containsExactly("bounded", "free");
        assertThat(items(Map.of("namespace", "measured", "sortBy", "memory")))
                .extracting(one -> one.textAt("", "name"))
                .containsExactly("free", "bounded");
    }

    @Test
    void saysHowManyThereAreBeyondTheLimit() {
        assertThat(text(Map.of("namespace", "measured", "limit", 1))).endsWith("showing 1 of 2");
    }

    @Test
    void showsNodesAgainstWhatIsAllocatable() {
        assertThat(text(Map.of("kind", "nodes")))
                .containsPattern("NAME +CPU +OF ALLOCATABLE +MEMORY +OF ALLOCATABLE")
                .containsPattern("\\d+m +\\d+% of 4000m +\\d+Mi +\\d+% of 8192Mi");
    }

    @Test
    void theSandboxMeasuresItsShopFromTheStart() {
        try (var shop = Sandbox.start(SandboxSettings.inMemory().withShop())) {
            var tool = top(TestClusters.of(shop.kubeconfig()));
            assertThat(call(tool, Map.of("namespace", "shop")).text()).contains("cart-", "% of ");
        }
    }

    @Test
    void withoutMetricsItSaysWhatToInstallAndWhereElseToLook() {
        var without = top(withoutMetrics(kubernetes));
        assertThatThrownBy(() -> call(without, Map.of()))
                .isInstanceOfSatisfying(ToolFailed.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BACKEND_NOT_CONFIGURED);
                    assertThat(e.remedy()).contains("metrics-server", "prom_query");
                })
                .hasMessageContaining("metrics.k8s.io");
    }

    private List<KubernetesObject> items(Map<String, Object> arguments) {
        var json = new LinkedHashMap<>(arguments);
        json.put("output", "json");
        return new KubernetesObject(call(top, json).structured())
                .objectsAt("items").stream().map(KubernetesObject::new).toList();
    }

    private String text(Map<String, Object> arguments) {
        return call(top, arguments).text();
    }

    private static ToolResult.Success call(TopTool tool, Map<String, Object> arguments) {
        var caller = new Caller("ann", Role.PLANNER, Set.of());
        return (ToolResult.Success)
                tool.call(new ToolCall(ToolArguments.of(tool.spec(), arguments), caller, CallContext.none()));
    }

    private static TopTool top(Kubernetes kubernetes) {
        return new TopTool(new ClusterReader(kubernetes), new Redactor(InstallationKey.random()));
    }

    /** The same cluster, but its discovery does not know the group. */
    private static Kubernetes withoutMetrics(Kubernetes cluster) {
        return (Kubernetes) Proxy.newProxyInstance(
                Kubernetes.class.getClassLoader(), new Class<?>[] {Kubernetes.class}, (_, method, arguments) -> {
                    if (method.getName().equals("type")
                            && String.valueOf(arguments[0]).contains("metrics.k8s.io")) {
                        throw new ToolFailed(ErrorCode.NOT_FOUND, "the cluster serves no such kind", "");
                    }
                    try {
                        return method.invoke(cluster, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
