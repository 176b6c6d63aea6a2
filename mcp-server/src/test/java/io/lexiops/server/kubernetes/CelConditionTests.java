package io.lexiops.server.kubernetes;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CelConditionTests {

    private static final Redactor REDACTOR = new Redactor(InstallationKey.random());

    private final KubernetesObject web = new KubernetesObject(JsonText.object("""
            {"metadata": {"name": "web", "creationTimestamp": null}, "spec": {"replicas": 1, "ratio": 0.5,
             "template": {"metadata": {"creationTimestamp": null}}}}
            """.getBytes(StandardCharsets.UTF_8)));

    @Test
    void comparesNumbers() {
        assertThat(CelCondition.of("where", "object.spec.replicas == 1", REDACTOR)
                        .matches(web))
                .isTrue();
        assertThat(CelCondition.of("where", "object.spec.replicas > 1", REDACTOR)
                        .matches(web))
                .isFalse();
        assertThat(CelCondition.of("where", "object.spec.ratio < 1", REDACTOR).matches(web))
                .isTrue();
        assertThat(CelCondition.of("where", "object.metadata.creationTimestamp == null", REDACTOR)
                        .matches(web))
                .isTrue();
    }

    @Test
    void asksForFieldsAndListsAsAdmissionPolicyDoes() {
        assertThat(CelCondition.of("where", "has(object.spec.replicas) && !has(object.spec.paused)", REDACTOR)
                        .matches(web))
                .isTrue();
        assertThat(CelCondition.of("where", "object.spec.exists(key, key == 'ratio')", REDACTOR)
                        .matches(web))
                .isTrue();
    }

    @Test
    void anObjectThatLacksTheFieldDoesNotMatch() {
        assertThat(CelCondition.of("where", "object.status.phase == 'Running'", REDACTOR)
                        .matches(web))
                .isFalse();
    }
}
