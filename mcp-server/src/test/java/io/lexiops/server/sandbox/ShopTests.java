package io.lexiops.server.sandbox;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShopTests {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory().withShop());

    @Test
    void webIsHealthyWithThreeReplicasAndAPreviousRevision() {
        assertThat(ready("shop", "web")).isEqualTo(3);
        assertThat(sandbox.objects("ReplicaSet", "shop").stream()
                        .filter(set -> Trees.text(set, "metadata", "name").startsWith("web-")))
                .hasSize(2);
    }

    @Test
    void checkoutServesWithItsOldRevisionWhileTheNewOneHasATagThatDoesNotExist() {
        assertThat(ready("shop", "checkout")).isEqualTo(2);
        assertThat(waitingReasons("shop", "checkout")).contains("ImagePullBackOff");
        var progressing = Conditions.find(
                        sandbox.object("Deployment", "shop", "checkout")
                                .orElseThrow()
                                .path("status"),
                        "Progressing")
                .orElseThrow();
        assertThat(Trees.text(progressing, "reason")).isEqualTo("ProgressDeadlineExceeded");
    }

    @Test
    void catalogWaitsForAConfigMapThatIsSpeltInAnotherWay() {
        assertThat(ready("shop", "catalog")).isZero();
        assertThat(waitingReasons("shop", "catalog")).containsOnly("CreateContainerConfigError");
        assertThat(sandbox.object("ConfigMap", "shop", "catalog-settings")).isPresent();
    }

    @Test
    void theServiceOfTheLedgerHasNoEndpointsThoughItsPodsAreReady() {
        assertThat(ready("payments", "ledger")).isEqualTo(1);
        assertThat(Trees.items(sandbox.object("Endpoints", "payments", "ledger").orElseThrow(), "subsets"))
                .isEmpty();
    }

    @Test
    void allElseIsWell() {
        assertThat(ready("shop", "cart")).isEqualTo(2);
        assertThat(ready("payments", "gateway")).isEqualTo(2);
        assertThat(Trees.number(
                        0, sandbox.object("StatefulSet", "shop", "redis").orElseThrow(), "status", "readyReplicas"))
                .isEqualTo(1);
        assertThat(Trees.items(sandbox.object("Endpoints", "shop", "web").orElseThrow(), "subsets")
                        .getFirst()
                        .path("addresses"))
                .hasSize(3);
        assertThat(sandbox.objects("Job", "shop"))
                .isNotEmpty()
                .allMatch(job -> Conditions.isTrue(job.path("status"), "Complete"));
    }

    private int ready(String namespace, String name) {
        return Trees.number(0, sandbox.object("Deployment", namespace, name).orElseThrow(), "status", "readyReplicas");
    }

    private List<String> waitingReasons(String namespace, String app) {
        return sandbox.objects("Pod", namespace).stream()
                .filter(pod -> Trees.text(pod, "metadata", "labels", "app").equals(app))
                .flatMap(pod -> Trees.items(pod, "status", "containerStatuses").stream())
                .map(status -> Trees.text(status, "state", "waiting", "reason"))
                .filter(reason -> !reason.isEmpty())
                .distinct()
                .toList();
    }
}
