package io.lexiops.server.history;

import io.lexiops.server.access.Fence;
import io.lexiops.server.change.OwnChanges.OwnChange;
import io.lexiops.server.kubernetes.Kubernetes.WatchEnd;
import io.lexiops.server.kubernetes.Kubernetes.WatchQuery;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.lexiops.server.history.HistoryFixture.DEFAULTS;
import static io.lexiops.server.history.HistoryFixture.SOON;
import static io.lexiops.server.history.HistoryFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the history of a simulated cluster tells. */
class HistoryTests {

    private static final String IMAGE = "spec.template.spec.containers[nginx].image";
    private static final String OLD = "registry.test/nginx:1.21";
    private static final String NEW = "registry.test/nginx:1.22";

    @SuppressWarnings("NullAway") // JSON may hold null
    private static final Map<String, Object> NO_LABEL =
            Map.of("metadata", Map.of("labels", java.util.Collections.singletonMap("a", null)));

    @AutoClose
    private final HistoryFixture fixture = new HistoryFixture();

    @TempDir
    private Path folder;

    @Test
    void aChangedImageIsToldWithOldAndNewAndWho() {
        shop(null);
        fixture.watch(DEFAULTS);

        fixture.patch("deployments", "web", image(NEW), "kubectl-set");

        fixture.awaitChange("kubectl-set Deployment/web: " + IMAGE + " " + OLD + " -> " + NEW);
        assertThat(fixture.changes(Map.of("kind", "deploy", "name", "web"))).contains(NEW);
        assertThat(fixture.changes(Map.of("kind", "cm", "since", "1m"))).doesNotContain(NEW);
        assertThat(fixture.changes(Map.of("until", "1h"))).contains("nothing changed since");
    }

    @Test
    void statusIsNoChange() {
        shop(null);
        fixture.watch(DEFAULTS);
        fixture.patch("deployments", "web", Map.of("spec", Map.of("replicas", 3L)), "kubectl-scale");
        fixture.awaitChange("kubectl-scale Deployment/web: spec.replicas 1 -> 3");
        await().atMost(SOON).until(() -> fixture.get("deployments", "web").numberAt(0, "status", "readyReplicas") == 3);

        // The status has been seen once this later change has.
        fixture.patch("deployments", "web", Map.of("metadata", Map.of("labels", Map.of("a", "b"))), "kubectl-label");
        fixture.awaitChange("metadata.labels.a (none) -> b");
        assertThat(fixture.history().size().changes()).isEqualTo(2);
    }

    @Test
    void aChangedSecretIsToldWithoutAnyValue() {
        var sandbox = shop(null);
        fixture.watch(DEFAULTS);

        sandbox.install("""
                apiVersion: v1
                kind: Secret
                metadata: {name: login, namespace: shop}
                stringData: {password: second-horse-battery}
                """);

        fixture.awaitChange("Secret/login: data.password digest ", " -> digest ");
        assertThat(fixture.changes(Map.of())).doesNotContain("horse", "c2Vjb25k", "Zmlyc3Q");
    }

    @Test
    void aSecretInAnEnvironmentVariableIsRedactedBeforeItIsKept() {
        shop(null);
        fixture.watch(DEFAULTS);
        fixture.patch("configmaps", "settings", Map.of("data", Map.of("DB_PASSWORD", "plain-horse-7")), "kubectl-edit");

        fixture.awaitChange("ConfigMap/settings", "DB_PASSWORD", "<redacted:sha:");
        assertThat(fixture.changes(Map.of())).doesNotContain("plain-horse");
    }

    @Test
    void whatComesAndGoesIsTold() {
        var sandbox = shop(null);
        fixture.watch(DEFAULTS);
        sandbox.install("""
                apiVersion: v1
                kind: Service
                metadata: {name: late, namespace: shop}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                """);
        fixture.awaitChange("Service/late: created");
        var kubernetes = fixture.admin();
        kubernetes.delete(
                new ObjectRef(kubernetes.type("services", null), "shop", "late"),
                null,
                null,
                "Background",
                new WriteOptions(false, "kubectl"));
        fixture.awaitChange("Service/late: deleted");
    }

    @Test
    void aRestartKeepsTheHistoryAndFindsWhatHappenedMeanwhile() {
        shop(null);
        fixture.watch(DEFAULTS);
        fixture.patch("deployments", "web", image(NEW), "kubectl-set");
        fixture.awaitChange(OLD + " -> " + NEW);
        fixture.stopWatching();
        fixture.patch("deployments", "web", image(OLD), "kubectl-edit");

        fixture.watch(DEFAULTS);

        fixture.awaitChange("kubectl-edit Deployment/web: " + IMAGE + " " + NEW + " -> " + OLD);
        assertThat(fixture.changes(Map.of())).contains("kubectl-set Deployment/web: " + IMAGE + " " + OLD);
    }

    @Test
    void aVersionThatTheServerHasForgottenIsSurvived() {
        var file = folder.resolve("state");
        var sandbox = shop(file);
        fixture.watch(DEFAULTS);
        var kubernetes = fixture.admin();
        var type = kubernetes.type("deployments", null);
        var seen = fixture.history()
                .version(new WatchedPlace("test", "", "Deployment"))
                .orElseThrow();
        fixture.stopWatching();
        fixture.patch("deployments", "web", image(NEW), "kubectl-set");
        sandbox.close();

        fixture.cluster(file);
        assertThat(fixture.admin().watch(new WatchQuery(type, null, null, seen, Duration.ofSeconds(5)), _ -> false))
                .isEqualTo(WatchEnd.TOO_OLD);
        fixture.watch(DEFAULTS);

        fixture.awaitChange("kubectl-set Deployment/web: " + IMAGE + " " + OLD + " -> " + NEW);
    }

    @Test
    void keepsNoMoreThanItMay() {
        shop(null);
        fixture.watch(new HistoryProperties(true, Duration.ZERO, 5, 1 << 20, Duration.ofDays(7), 1000));
        for (int i = 0; i < 12; i++) {
            fixture.patch("configmaps", "settings", Map.of("data", Map.of("n", "v" + i)), "kubectl-edit");
        }
        fixture.awaitChange("data.n v10 -> v11");
        assertThat(fixture.history().size().changes()).isBetween(1L, 5L);
    }

    @Test
    void keepsNoMoreBytesThanItMay() {
        shop(null);
        fixture.watch(new HistoryProperties(true, Duration.ZERO, 1000, 2048, Duration.ofDays(7), 1000));
        for (int i = 0; i < 12; i++) {
            fixture.patch("configmaps", "settings", Map.of("data", Map.of("n", "v" + i)), "kubectl-edit");
        }
        fixture.awaitChange("data.n v10 -> v11");
        assertThat(fixture.history().size().bytes()).isLessThanOrEqualTo(2048);
    }

    @Test
    void forgetsWhatIsTooOld() {
        shop(null);
        fixture.watch(DEFAULTS);
        fixture.patch("configmaps", "settings", Map.of("data", Map.of("n", "first")), "kubectl-edit");
        fixture.awaitChange("data.n (none) -> first");

        fixture.clock.move(Duration.ofDays(8));
        fixture.patch("configmaps", "settings", Map.of("data", Map.of("n", "second")), "kubectl-edit");

        await().atMost(SOON)
                .until(() -> !fixture.changes(Map.of("since", "30d")).contains("-> first"));
    }

    @Test
    void whatWasBeforeTheWatchingIsToldFromRevisionsAndFieldManagers() {
        shop(null);
        fixture.patch("deployments", "web", image(NEW), "kubectl-set");
        await().atMost(SOON)
                .until(() -> fixture.admin()
                                .list(io.lexiops.server.kubernetes.Kubernetes.ListQuery.all(
                                        fixture.admin().type("replicasets", null), "shop"))
                                .items()
                                .size()
                        == 2);
        // Times of the API are whole seconds.
        fixture.clock.move(Duration.ofSeconds(2));
        fixture.watch(DEFAULTS);

        var text = fixture.changes(Map.of("kind", "Deployment", "since", "1h"));

        assertThat(text.lines().findFirst().orElseThrow()).startsWith("watched since 20");
        assertThat(text).contains("unknown Deployment/web: " + IMAGE + " " + OLD + " -> " + NEW);
        assertThat(text).contains("kubectl-set Deployment/web: spec.template written");
    }

    @Test
    void aMissingRightIsToldAndTheOtherKindsAreWatched() {
        var sandbox = shop(null);
        sandbox.install("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: watcher, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: watcher, namespace: shop}
                rules: [{apiGroups: [apps], resources: [deployments], verbs: [get, list, watch]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: watcher, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: watcher}
                subjects: [{kind: ServiceAccount, name: watcher, namespace: shop}]
                """);
        fixture.watch(DEFAULTS, sandbox.kubeconfig("shop", "watcher"), new Fence(Set.of(), Set.of()), Set.of());

        await().atMost(SOON).until(() -> fixture.watching() == 1);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(String.valueOf(fixture.status().get("missing")))
                        .contains("Secret", "ConfigMap", "cannot list")
                        .doesNotContain("[Deployment"));
        fixture.patch("deployments", "web", image(NEW), "kubectl-set");
        fixture.awaitChange("kubectl-set Deployment/web: " + IMAGE + " " + OLD + " -> " + NEW);
    }

    @Test
    void looksOnlyWhereTheServerMayGo() {
        var sandbox = shop(null);
        var fence = new Fence(Set.of("other"), Set.of("Secret"));
        sandbox.install("{apiVersion: v1, kind: Namespace, metadata: {name: other}}");
        fixture.watch(DEFAULTS, sandbox.kubeconfig(), fence, Set.of("other"));
        await().atMost(SOON).until(() -> fixture.watching() == WatchedKind.ALL.size() - 1);

        assertThat(fixture.history().since("test", "shop")).isEmpty();
        assertThat(fixture.history().since("test", "other"))
                .containsKey("Deployment")
                .doesNotContainKey("Secret");
        assertThatThrownBy(() -> fixture.changes(Map.of("kind", "Secret"), fence))
                .isInstanceOfSatisfying(
                        ToolFailed.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    @Test
    void whatIsOnlyRedactedInAnotherWayHasNotChanged() {
        shop(null);
        var token = "ghp_abcdefghijklmnopqrstuvwxyz0123";
        fixture.patch(
                "configmaps", "settings", Map.of("data", Map.of("copy", "x:" + token + "y", "n", "0")), "kubectl-edit");
        fixture.watch(DEFAULTS);
        fixture.patch("configmaps", "settings", Map.of("data", Map.of("n", "1")), "kubectl-edit");
        fixture.awaitChange("data.n 0 -> 1");

        fixture.redactor.learn(
                Map.of("apiVersion", "v1", "kind", "Secret", "stringData", Map.of("token", "hijklmnopqrstuvwxyz0123")));
        fixture.patch("configmaps", "settings", Map.of("data", Map.of("n", "2")), "kubectl-edit");
        fixture.awaitChange("data.n 1 -> 2");
        assertThat(fixture.changes(Map.of("kind", "cm"))).doesNotContain("data.copy x:", "mnopqrstuv");

        fixture.patch("configmaps", "settings", Map.of("data", Map.of("copy", "x:" + token + "z")), "kubectl-edit");
        fixture.awaitChange("data.copy x:");
    }

    @Test
    void nobodyIsNamedWhoOwnsNothingOfWhatHasChanged() {
        shop(null);
        fixture.watch(DEFAULTS);
        fixture.patch("deployments", "web", Map.of("metadata", Map.of("labels", Map.of("a", "b"))), "kubectl-label");
        fixture.awaitChange("kubectl-label Deployment/web: metadata.labels.a (none) -> b");

        // A field that is gone is nobody's.
        fixture.patch("deployments", "web", NO_LABEL, "kubectl-edit");

        fixture.awaitChange("unknown Deployment/web: metadata.labels.a b -> (none)");
    }

    @Test
    void whatThisServerHasWrittenIsToldWithWhoAskedForIt() {
        shop(null);
        fixture.watch(DEFAULTS);
        var before = fixture.clock.instant();
        fixture.patch("deployments", "web", image(NEW), "devops-copilot");
        fixture.awaitChange("devops-copilot Deployment/web: " + IMAGE);

        fixture.own = List.of(new OwnChange(
                "chg-1",
                "alice",
                "k8s_set_image",
                before,
                fixture.clock.instant(),
                "Deployment",
                "web",
                Map.of(IMAGE, NEW)));

        fixture.awaitChange("alice via k8s_set_image chg-1 Deployment/web: " + IMAGE + " " + OLD + " -> " + NEW);
    }

    @Test
    void saysWhichArgumentIsWrong() {
        shop(null);
        fixture.watch(DEFAULTS);
        assertThatThrownBy(() -> fixture.changes(Map.of("kind", "Pod"))).hasMessageContaining("'Pod' are not watched");
        assertThatThrownBy(() -> fixture.changes(Map.of("since", "yesterday")))
                .hasMessageContaining("'since' cannot be 'yesterday'");
    }

    private Sandbox shop(@org.jspecify.annotations.Nullable Path file) {
        var sandbox = fixture.cluster(file);
        sandbox.install("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: shop}
                data: {level: info}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: login, namespace: shop}
                stringData: {password: first-horse-battery}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: nginx, image: "registry.test/nginx:1.21"}]}
                """);
        assertThat(sandbox.awaitIdle(SOON)).isTrue();
        return sandbox;
    }
}
