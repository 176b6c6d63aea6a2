package io.lexiops.server.argocd;

import io.lexiops.server.access.Fence;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Applications and their objects, as far as they are open. */
class FencedArgoCdTests {

    private final Map<String, Map<String, Object>> destinations = new TreeMap<>(Map.of(
            "ours", Map.of("namespace", "shop", "server", "https://kubernetes.default.svc"),
            "theirs", Map.of("namespace", "bank", "server", "https://kubernetes.default.svc"),
            "far", Map.of("namespace", "shop", "server", "https://other.example.com"),
            "named", Map.of("namespace", "shop", "name", "production"),
            "nowhere", Map.of()));
    private final List<ArgoCd.ManagedObject> managed = new ArrayList<>();
    private final List<Map<String, Object>> manifests = new ArrayList<>();
    private final List<String> started = new ArrayList<>();
    private final Fence fence = new Fence(Set.of(), Set.of("Secret"));
    private final ArgoCd argo = new FencedArgoCd(new Memory(), fence);
    private final Caller shop = new Caller("shop", Role.OPERATOR, Set.of("shop"));

    @Test
    void listsApplicationsThatAreDeployedWhereTheCallerMayGo() {
        assertThat(as(shop, () -> argo.applications(null, null)))
                .extracting(Application::name)
                .containsExactly("ours");
        assertThat(as(new Caller("all", Role.OPERATOR, Set.of()), () -> argo.applications(null, null)))
                .hasSize(5);
    }

    @Test
    void refusesEverythingAboutAnotherApplication() {
        for (var name : List.of("theirs", "far", "named", "nowhere")) {
            refused(() -> argo.application(name));
            refused(() -> argo.tree(name));
            refused(() -> argo.managed(name));
            refused(() -> argo.manifests(name, "main"));
            refused(() -> {
                argo.sync(name, new ArgoCd.SyncRequest(null, false, List.of()));
                return "";
            });
            refused(() -> {
                argo.rollback(name, 1, false);
                return "";
            });
        }
        assertThat(started).isEmpty();
    }

    @Test
    void leavesOutObjectsThatAreElsewhereOrClosed() {
        assertThat(as(shop, () -> argo.tree("ours")))
                .extracting(node -> node.get("name"))
                .containsExactly("web", "wide");
        var resources = as(shop, () -> argo.application("ours")).object().objectsAt("status", "resources");
        assertThat(resources).extracting(node -> node.get("name")).containsExactly("web", "wide");
        var synced = as(shop, () -> argo.application("ours"))
                .object()
                .objectsAt("status", "operationState", "syncResult", "resources");
        assertThat(synced).extracting(node -> node.get("name")).containsExactly("web", "wide");
    }

    @Test
    void refusesAnOperationWhoseHooksWouldRunElsewhere() {
        managed.add(new ArgoCd.ManagedObject("batch", "Job", "bank", "migrate", null, Map.of(), true));
        refused(() -> argo.managed("ours"));
        managed.clear();
        managed.add(new ArgoCd.ManagedObject("", "Secret", "shop", "planted", null, Map.of(), true));
        refused(() -> argo.managed("ours"));
        managed.clear();
        managed.add(new ArgoCd.ManagedObject(
                "rbac.authorization.k8s.io", "ClusterRoleBinding", "", "planted", null, Map.of(), true));
        refused(() -> argo.managed("ours"));
        manifests.add(Map.of(
                "apiVersion",
                "batch/v1",
                "kind",
                "Job",
                "metadata",
                Map.of(
                        "name",
                        "migrate",
                        "namespace",
                        "bank",
                        "annotations",
                        Map.of("argocd.argoproj.io/hook", "PreSync"))));
        refused(() -> argo.manifests("ours", "main"));
    }

    private <T> T as(Caller caller, Supplier<T> work) {
        return fence.inNameOf(caller, work);
    }

    private void refused(Supplier<?> work) {
        assertThatThrownBy(() -> as(shop, work))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    /** An Argo CD that shows everything. */
    private final class Memory implements ArgoCd {

        private final List<Map<String, Object>> nodes = List.of(
                Map.of("group", "apps", "kind", "Deployment", "namespace", "shop", "name", "web"),
                Map.of("group", "apps", "kind", "Deployment", "namespace", "bank", "name", "vault"),
                Map.of("group", "", "kind", "Secret", "namespace", "shop", "name", "login"),
                Map.of("kind", "ClusterRole", "group", "rbac.authorization.k8s.io", "name", "wide"));

        @Override
        public List<Application> applications(@Nullable String project, @Nullable String selector) {
            return destinations.keySet().stream().map(this::application).toList();
        }

        @Override
        public Application application(String name) {
            return new Application(new KubernetesObject(Map.of(
                    "metadata", Map.of("name", name, "namespace", "argocd"),
                    "spec", Map.of("destination", destinations.getOrDefault(name, Map.of())),
                    "status",
                            Map.of(
                                    "resources",
                                    nodes,
                                    "operationState",
                                    Map.of("syncResult", Map.of("resources", nodes))))));
        }

        @Override
        public List<Map<String, Object>> tree(String name) {
            return nodes;
        }

        @Override
        public List<ManagedObject> managed(String name) {
            return managed;
        }

        @Override
        public List<Map<String, Object>> manifests(String name, String revision) {
            return manifests;
        }

        @Override
        public void sync(String name, SyncRequest request) {
            started.add(name);
        }

        @Override
        public void rollback(String name, long id, boolean prune) {
            started.add(name);
        }
    }
}
