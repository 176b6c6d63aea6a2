package io.lexiops.server.kubernetes;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CelConditionTests {

    private final KubernetesObject web = new KubernetesObject(JsonText.object("""
            {"metadata": {"name": "web", "creationTimestamp": null}, "spec": {"replicas": 1, "ratio": 0.5,
             "template": {"metadata": {"creationTimestamp": null}}}}
            """.getBytes(StandardCharsets.UTF_8)));

    @Test
    void comparesNumbers() {
        assertThat(CelCondition.of("where", "object.spec.replicas == 1").matches(web))
                .isTrue();
        assertThat(CelCondition.of("where", "object.spec.replicas > 1").matches(web))
                .isFalse();
        assertThat(CelCondition.of("where", "object.spec.ratio < 1").matches(web))
                .isTrue();
        assertThat(CelCondition.of("where", "object.metadata.creationTimestamp == null")
                        .matches(web))
                .isTrue();
    }

    @Test
    void anObjectThatLacksTheFieldDoesNotMatch() {
        assertThat(CelCondition.of("where", "object.status.phase == 'Running'").matches(web))
                .isFalse();
    }
}
