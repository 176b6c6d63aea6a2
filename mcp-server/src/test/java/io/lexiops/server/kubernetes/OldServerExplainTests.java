package io.lexiops.server.kubernetes;

import io.lexiops.server.sandbox.ManyObjects;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Before Kubernetes 1.24 there is one document about all kinds, in OpenAPI v2. */
class OldServerExplainTests {

    @AutoClose
    private final Sandbox sandbox =
            Sandbox.start(SandboxSettings.inMemory().standingStill().withoutOpenApiV3());

    private final Kubernetes kubernetes = TestClusters.of(sandbox.kubeconfig());
    private final ExplainTool explain = new ExplainTool(new ClusterReader(kubernetes), Clock.systemUTC());

    @Test
    void tellsTheFieldsOfABuiltInKind() {
        assertThatThrownBy(() -> kubernetes.raw("/openapi/v3")).hasMessageContaining("could not find");
        assertThat(text("deployment.spec"))
                .contains("replicas <integer> default=1")
                .contains("selector <LabelSelector> required")
                .contains("template <PodTemplateSpec> required");
        assertThat(text("pod.spec.containers.resources")).contains("requests <map[string]");
        assertThat(text("deployment.spec.strategy.rollingUpdate.maxSurge")).contains("<int-or-string>");
    }

    @Test
    void tellsTheFieldsOfACustomKind() {
        sandbox.put(List.of(ManyObjects.widgetDefinition()));
        assertThat(text("widgets.spec")).contains("size <integer>", "note <string>");
    }

    @Test
    void keepsOfTheDocumentOnlyWhatTheKindIsMadeOf() {
        var type = kubernetes.type("configmaps", null);
        var kept = new OpenApiV2(kubernetes).definitions(type);
        assertThat(kept.keySet())
                .anySatisfy(name -> assertThat(name).endsWith(".ConfigMap"))
                .anySatisfy(name -> assertThat(name).endsWith(".ObjectMeta"))
                .noneSatisfy(name -> assertThat(name).endsWith(".PodSpec"));
    }

    private String text(String path) {
        var caller = new Caller("ann", Role.PLANNER, Set.of());
        var call = new ToolCall(ToolArguments.of(explain.spec(), Map.of("path", path)), caller, CallContext.none());
        return ((ToolResult.Success) explain.call(call)).text();
    }
}
