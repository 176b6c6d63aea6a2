package io.lexiops.server.change;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is named for a change, by what an API server 1.20 keeps: it does not tell a write of the status from others. */
class FieldManagersTests {

    private static final Map<String, Object> WEB = Json.object("""
            {"metadata": {"name": "web", "managedFields": [
              {"manager": "kubectl-create", "operation": "Update", "time": "2026-11-24T19:44:41Z", "fieldsV1": {
                "f:metadata": {"f:labels": {".": {}, "f:app.kubernetes.io/name": {}}},
                "f:spec": {"f:replicas": {}, "f:strategy": {}, "f:template": {"f:spec": {"f:containers": {
                  "k:{\\"name\\":\\"busybox\\"}": {".": {}, "f:name": {}, "f:ports": {
                    "k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}": {".": {}, "f:containerPort": {}}}}}}}}}},
              {"manager": "alice-laptop", "operation": "Update", "time": "2026-11-24T19:44:48Z", "fieldsV1": {
                "f:spec": {"f:template": {"f:spec": {"f:containers": {"k:{\\"name\\":\\"busybox\\"}": {"f:image": {}}}}}}}},
              {"manager": "kube-controller-manager", "operation": "Update", "time": "2026-11-24T19:44:53Z", "fieldsV1": {
                "f:metadata": {"f:annotations": {".": {}, "f:deployment.kubernetes.io/revision": {}}},
                "f:status": {"f:replicas": {}}}}]}}""");

    @ParameterizedTest
    @CsvSource({
        "spec.template.spec.containers[busybox].image, alice-laptop",
        "spec.template.spec.containers, alice-laptop",
        "spec.template.spec.containers[0].image, alice-laptop",
        "spec.replicas, kubectl-create",
        "spec.strategy.rollingUpdate.maxSurge, kubectl-create",
        "spec.template.spec.containers[busybox].ports[0].containerPort, kubectl-create",
        "metadata.labels.app.kubernetes.io/name, kubectl-create",
        "'metadata.labels[\"app.kubernetes.io/name\"]', kubectl-create",
        "'metadata.annotations[\"deployment.kubernetes.io/revision\"]', kube-controller-manager",
    })
    void theLastOfThoseThatOwnTheFieldIsNamed(String path, String manager) {
        assertThat(FieldManagers.lastWriter(WEB, List.of(path)))
                .map(FieldManagers.Written::manager)
                .hasValue(manager);
    }

    @ParameterizedTest
    @CsvSource({
        "spec.template.spec.containers[sidecar].image",
        "spec.replicasMore",
        "spec.paused",
        "metadata.labels.app",
    })
    void nobodyIsNamedForAFieldThatNobodyOwns(String path) {
        assertThat(FieldManagers.lastWriter(WEB, List.of(path))).isEmpty();
    }

    @Test
    void aControllerThatOnlyNotesSomethingHasNotMadeIt() {
        assertThat(FieldManagers.creator(WEB))
                .map(FieldManagers.Written::manager)
                .hasValue("kubectl-create");
    }
}
