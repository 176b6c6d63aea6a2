package io.lexiops.server.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.ReleaseHistory;
import io.lexiops.server.access.Fence;
import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.kubernetes.Readiness;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** The life of releases on a real cluster, each step compared with what Helm itself sees. */
@Tag("cluster")
class RealHelmTests {

    private static final Caller OPERATOR = new Caller("test", Role.OPERATOR, Set.of());

    private static String kubeconfig = "";
    private static RawKubernetes kubernetes;

    private final String namespace = "backends-helm-" + Long.toString(System.nanoTime(), 36);
    private HelmCluster cluster;
    private ChartSources charts;

    @BeforeAll
    static void connect() throws IOException {
        kubeconfig = System.getenv("KUBECONFIG");
        kubernetes = new RawKubernetes(kubeconfig);
    }

    @BeforeEach
    void prepare() {
        kubernetes.namespace(namespace);
        var releases = new HelmJavaReleases(
                kubernetes, new HelmKubeconfig(new HelmClusterProperties(Path.of(kubeconfig), null), Map.of()));
        cluster = new HelmCluster(
                releases, new ManifestChanges(kubernetes), kubernetes, new Readiness(kubernetes, Clock.systemUTC()));
        var properties = new HelmProperties(true, Path.of("src/test/resources/charts"), List.of());
        charts = new ChartSources(properties, OkHttpCharts.of(List.of()));
    }

    @Test
    void installsUpgradesAndRollsBackSoThatHelmSeesAnOrdinaryHistory() throws IOException {
        var install = plan(new HelmInstallTool(cluster, charts), Map.of("release", "w", "chart", "web"));
        var preview = install.preview();
        assertThat(operations(preview.changes()))
                .containsExactlyInAnyOrder(
                        "NONE Secret/sh.helm.release.v1.w.v1",
                        "CREATE Deployment/w",
                        "CREATE Secret/w-secret",
                        "CREATE ConfigMap/w-limits",
                        "CREATE ConfigMap/w-hook");
        assertThat(preview.warnings()).anyMatch(warning -> warning.contains("hook.yaml"));
        assertThat(history("w")).isEmpty();
        run(install);

        var upgrade = plan(
                new HelmUpgradeTool(cluster, charts),
                Map.of("release", "w", "chart", "web", "values", Map.of("replicas", 2L, "extra", true)));
        assertThat(operations(upgrade.preview().changes()))
                .contains("UPDATE Deployment/w", "CREATE ConfigMap/w-extra", "NONE ConfigMap/w-limits");
        assertThat(upgrade.preview().inverse())
                .isEqualTo(
                        new Inverse("helm_rollback", Map.of("namespace", namespace, "release", "w", "revision", 1L)));
        run(upgrade);
        assertThat(deployment().numberAt(0, "status", "readyReplicas")).isEqualTo(2);
        assertThat(env()).containsExactly("GREETING=hello {{ world }}", "EXTRA=on");

        var back = plan(new HelmRollbackTool(cluster), Map.of("release", "w", "revision", 1L));
        assertThat(operations(back.preview().changes()))
                .contains("UPDATE Deployment/w", "DELETE ConfigMap/w-extra", "NONE ConfigMap/w-limits")
                .doesNotContain("UPDATE ConfigMap/w-hook");
        run(back);

        assertThat(deployment().numberAt(0, "spec", "replicas")).isEqualTo(1);
        assertThat(env()).containsExactly("GREETING=hello {{ world }}");
        assertThat(Helm.history("w")
                        .withNamespace(namespace)
                        .withKubeConfigContents(config())
                        .call())
                .extracting(ReleaseHistory::getRevision, ReleaseHistory::getStatus, ReleaseHistory::getDescription)
                .containsExactly(
                        tuple(1, "superseded", "Install complete"),
                        tuple(2, "superseded", "Upgrade complete"),
                        tuple(3, "deployed", "Rollback to 1"));
        var first = cluster.revision(new ReleaseRef(namespace, "w"), 1);
        var third = cluster.revision(new ReleaseRef(namespace, "w"), 3);
        assertThat(third.manifest()).isEqualTo(first.manifest());
        assertThat(third.record().at("chart")).isEqualTo(first.record().at("chart"));
        assertThat(third.notes()).isEqualTo(first.notes()).contains("{{ and enjoy");
        assertThat(Helm.get("w")
                        .values()
                        .withNamespace(namespace)
                        .withKubeConfigContents(config())
                        .call())
                .doesNotContain("replicas");

        // Helm itself goes on from there
        new Helm(Path.of("src/test/resources/charts/web"))
                .upgrade()
                .withName("w")
                .withNamespace(namespace)
                .withKubeConfigContents(config())
                .set("replicas", 2)
                .call();
        assertThat(history("w")).hasSize(4);
    }

    @Test
    void undoesAnUninstall() {
        run(plan(
                new HelmInstallTool(cluster, charts),
                Map.of("release", "w", "chart", "web", "values", Map.of("greeting", "kept"))));
        var uninstall = plan(new HelmUninstallTool(cluster), Map.of("release", "w"));
        assertThat(operations(uninstall.preview().changes()))
                .contains("DELETE Deployment/w", "DELETE Secret/w-secret", "DELETE ConfigMap/w-limits");
        var inverse = Objects.requireNonNull(uninstall.preview().inverse());
        run(uninstall);
        assertThat(read(new HelmListTool(cluster), Map.of()).text()).startsWith("0 releases");

        assertThat(inverse.tool()).isEqualTo("helm_rollback");
        run(plan(new HelmRollbackTool(cluster), inverse.arguments()));

        assertThat(env()).containsExactly("GREETING=kept");
        assertThat(history("w")).last().asString().contains("deployed").contains("Rollback to 1");
        assertThat(read(new HelmListTool(cluster), Map.of()).text())
                .startsWith("1 releases")
                .contains("web-0.2.0");
    }

    @Test
    void changesValuesOfAReleaseWithoutItsChart() {
        run(plan(new HelmInstallTool(cluster, charts), Map.of("release", "s", "chart", "small")));

        run(plan(new HelmUpgradeTool(cluster, charts), Map.of("release", "s", "values", Map.of("text", "second"))));
        assertThat(map("s").at("data", "text")).isEqualTo("second");

        run(plan(new HelmRollbackTool(cluster), Map.of("release", "s")));
        assertThat(map("s").at("data", "text")).isEqualTo("first");

        run(plan(new HelmUpgradeTool(cluster, charts), Map.of("release", "s", "values", Map.of("text", "third"))));
        assertThat(map("s").at("data", "text")).isEqualTo("third");
    }

    @Test
    void refusesToGoOnWhenSomebodyHasChangedTheReleaseOrAnObject() {
        run(plan(new HelmInstallTool(cluster, charts), Map.of("release", "s", "chart", "small")));
        var upgrade =
                plan(new HelmUpgradeTool(cluster, charts), Map.of("release", "s", "values", Map.of("text", "mine")));
        var preview = upgrade.preview();
        run(plan(new HelmUpgradeTool(cluster, charts), Map.of("release", "s", "values", Map.of("text", "theirs"))));

        assertThatThrownBy(() -> upgrade.execute(preview)).hasMessageContaining("is at revision 2");
        assertThat(map("s").at("data", "text")).isEqualTo("theirs");

        var again = upgrade.preview();
        kubernetes.patch(
                new ObjectRef(kubernetes.type("ConfigMap", "v1"), namespace, "s"),
                Kubernetes.PatchType.MERGE,
                Map.of("data", Map.of("text", "by hand")),
                null,
                new Kubernetes.WriteOptions(false, "somebody"));
        assertThatThrownBy(() -> upgrade.execute(again))
                .hasMessageContaining("ConfigMap/s was changed since the preview by somebody");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> plan(
                                new HelmUpgradeTool(cluster, charts), Map.of("release", "x", "values", Map.of("a", 1L)))
                        .preview())
                .hasMessageContaining("there is no release x");
        assertThatThrownBy(() -> plan(new HelmInstallTool(cluster, charts), Map.of("release", "x", "chart", "nothing"))
                        .preview())
                .hasMessageContaining("there is no chart nothing");
        run(plan(new HelmInstallTool(cluster, charts), Map.of("release", "s", "chart", "small")));
        assertThatThrownBy(() -> plan(new HelmInstallTool(cluster, charts), Map.of("release", "s", "chart", "small"))
                        .preview())
                .hasMessageContaining("exists already (deployed, revision 1)");
        assertThatThrownBy(() -> plan(new HelmRollbackTool(cluster), Map.of("release", "s"))
                        .preview())
                .hasMessageContaining("no earlier good revision");
        kubernetes.create(
                kubernetes.type("ConfigMap", "v1"),
                new KubernetesObject(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "ConfigMap",
                        "metadata",
                        Map.of("name", "t", "namespace", namespace))),
                new Kubernetes.WriteOptions(false, "test"));
        assertThatThrownBy(() -> plan(new HelmInstallTool(cluster, charts), Map.of("release", "t", "chart", "small"))
                        .preview())
                .hasMessageContaining("does not belong to release t");
    }

    @Test
    void showsAReleaseFromEachSideWithoutItsSecrets() {
        run(plan(
                new HelmInstallTool(cluster, charts),
                Map.of(
                        "release",
                        "w",
                        "chart",
                        "web",
                        "values",
                        Map.of("password", "swordfish-4711", "replicas", 1L))));
        var get = new HelmGetTool(cluster, new Redactor(InstallationKey.random()), new Fence(Set.of(), Set.of()));

        assertThat(read(get, Map.of("release", "w", "what", "values")).text())
                .contains("replicas: 1")
                .contains("password:")
                .doesNotContain("swordfish");
        assertThat(read(get, Map.of("release", "w", "what", "manifest")).text())
                .contains("kind: Deployment")
                .contains("kind: Secret")
                .doesNotContain("swordfish");
        assertThat(read(get, Map.of("release", "w", "what", "manifest", "output", "json"))
                        .structured()
                        .toString())
                .contains("Deployment")
                .doesNotContain("swordfish");
        assertThat(read(get, Map.of("release", "w", "what", "hooks")).text()).contains("w-hook");
        assertThat(read(get, Map.of("release", "w", "what", "notes")).text()).contains("Open w");
        assertThat(read(get, Map.of("release", "w")).text()).contains("deployed, chart web-0.2.0");
        assertThat(read(get, Map.of("release", "w", "what", "history")).text()).contains("Install complete");
        assertThatThrownBy(() -> read(get, Map.of("release", "w", "revision", 9L)))
                .hasMessageContaining("no revision 9");
    }

    private PlannedWrite plan(WriteTool tool, Map<String, Object> arguments) {
        var all = new HashMap<String, Object>(arguments);
        all.put("namespace", namespace);
        return tool.plan(ToolArguments.of(tool.spec(), all), OPERATOR);
    }

    private void run(PlannedWrite write) {
        var preview = write.preview();
        var written = write.execute(preview);
        assertThat(written).hasSameSizeAs(preview.changes());
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(write.look(preview, written).missing()).isEmpty());
    }

    private ToolResult.Success read(Tool tool, Map<String, Object> arguments) {
        var all = new HashMap<String, Object>(arguments);
        all.put("namespace", namespace);
        return (ToolResult.Success)
                tool.call(new ToolCall(ToolArguments.of(tool.spec(), all), OPERATOR, CallContext.none()));
    }

    private static List<String> operations(List<TargetChange> changes) {
        return changes.stream()
                .map(change -> change.operation() + " " + change.target().kind() + "/"
                        + change.target().name())
                .toList();
    }

    private List<String> history(String release) {
        return cluster.releases().history(new ReleaseRef(namespace, release)).stream()
                .map(one -> one.revision() + " " + one.status() + " " + one.description())
                .toList();
    }

    private KubernetesObject deployment() {
        return kubernetes.get(new ObjectRef(kubernetes.type("Deployment", "apps/v1"), namespace, "w"));
    }

    private KubernetesObject map(String name) {
        return kubernetes.get(new ObjectRef(kubernetes.type("ConfigMap", "v1"), namespace, name));
    }

    private List<String> env() {
        var template = new KubernetesObject(deployment().mapAt("spec", "template"));
        var container =
                new KubernetesObject(template.objectsAt("spec", "containers").getFirst());
        return container.objectsAt("env").stream()
                .map(variable -> variable.get("name") + "=" + variable.get("value"))
                .toList();
    }

    private static String config() throws IOException {
        return Files.readString(Path.of(kubeconfig));
    }
}
