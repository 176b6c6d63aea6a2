package io.lexiops.server.access;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the settings close, however they write it. */
class FenceTests {

    @ParameterizedTest
    @CsvSource({
        "Secret, v1, Secret",
        "secrets, v1, Secret",
        "SECRETS, v1, secret",
        "networkpolicies, networking.k8s.io/v1, NetworkPolicy",
        "ingresses, networking.k8s.io/v1, Ingress",
        "apps/Deployment, apps/v1, Deployment",
        "apps/deployments, apps/v1beta1, Deployment",
        "roles.rbac.authorization.k8s.io, rbac.authorization.k8s.io/v1, Role",
        "rbac.authorization.k8s.io/*, rbac.authorization.k8s.io/v1, RoleBinding",
        "*.rbac.authorization.k8s.io, rbac.authorization.k8s.io/v1, ClusterRole"
    })
    void closesAKind(String setting, String apiVersion, String kind) {
        assertThatThrownBy(() -> new Fence(Set.of(), Set.of(setting)).checkKind(apiVersion, kind))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    @ParameterizedTest
    @CsvSource({
        "Secret, v1, ConfigMap",
        "apps/Deployment, extensions/v1beta1, Deployment",
        "Secret, example.com/v1, SecretStore",
        "*.apps, batch/v1, Job"
    })
    void leavesTheOthersOpen(String setting, String apiVersion, String kind) {
        assertThat(new Fence(Set.of(), Set.of(setting)).allowsKind(apiVersion, kind))
                .isTrue();
    }

    @Test
    void knowsInWhoseNameAThreadWorks() {
        var fence = new Fence(Set.of("shop", "edge"), Set.of());
        var caller = new Caller("a", Role.OPERATOR, Set.of("shop", "other"), Set.of("copilot:read"));
        assertThat(fence.current()).isEmpty();
        assertThat(fence.open()).containsExactlyInAnyOrder("shop", "edge");
        fence.inNameOf(caller, () -> {
            assertThat(fence.open()).containsExactly("shop");
            assertThat(fence.current()).contains(caller.in(Set.of("shop")));
            return "";
        });
        assertThat(fence.current()).isEmpty();
        assertThat(fence.isNarrower(caller)).isTrue();
        assertThat(fence.isNarrower(fence.within(new Caller("b", Role.OPERATOR, Set.of()))))
                .isFalse();
    }
}
