package io.lexiops.server.diagnose;

import io.lexiops.server.diagnose.CreateFailure.QuotaNumber;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuotaMessageTests {

    private static final String MESSAGE =
            "pods \"web-1\" is forbidden: exceeded quota: compute, requested: limits.cpu=500m,pods=1, used: limits.cpu=1500m,pods=3, limited: limits.cpu=3,pods=10";

    @Test
    void readsEveryResource() {
        assertThat(QuotaMessage.of(MESSAGE).orElseThrow().numbers())
                .containsExactly(
                        new QuotaNumber("limits.cpu", "500m", "1500m", "3"), new QuotaNumber("pods", "1", "3", "10"));
    }

    @Test
    void countsHowManyPodsWouldStillFit() {
        assertThat(QuotaMessage.of(MESSAGE).orElseThrow().room()).isEqualTo(3);
    }

    @Test
    void isAbsentFromOtherMessages() {
        assertThat(QuotaMessage.of("pods \"web-1\" is forbidden: violates PodSecurity"))
                .isEmpty();
    }
}
