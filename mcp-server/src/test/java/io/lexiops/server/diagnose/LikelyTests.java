package io.lexiops.server.diagnose;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LikelyTests {

    @ParameterizedTest
    @CsvSource({"wbe,web", "app-confg,app-config", "db-credential,db-credentials", "settings-v2,settings", "htpp,http"})
    void findsWhatWasMeant(String written, String meant) {
        assertThat(Likely.meant(written, List.of(meant, "something-else"))).containsExactly(meant);
    }

    @ParameterizedTest
    @CsvSource({"a,b", "web,api", "redis,mysql", "db,dc", "no-such-config,kube-root"})
    void doesNotTakeOneNameForAnother(String written, String other) {
        assertThat(Likely.meant(written, List.of(other))).isEmpty();
    }
}
