package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReplicaCountTests {

    @ParameterizedTest
    @CsvSource({
        "4, 3, 4",
        "+2, 3, 5",
        "-1, 3, 2",
        "+50%, 3, 5",
        "-50%, 4, 2",
        "50%, 4, 2",
        "half, 3, 2",
        "double, 3, 6",
        "+50%, 0, 0",
        "0, 3, 0",
        "200%, 2, 4",
        "-100%, 3, 0"
    })
    void meansACount(String words, long present, long expected) {
        assertThat(ReplicaCount.of(words).from(present, "web")).isEqualTo(expected);
    }

    @Test
    void saysWhetherItHadToRound() {
        assertThat(ReplicaCount.of("half").rounds(3)).isTrue();
        assertThat(ReplicaCount.of("half").rounds(4)).isFalse();
    }

    @Test
    void refusesWhatIsNoCount() {
        for (var value : List.<Object>of(-1L, 1.5, "many", "", "1e9", "+-1", List.of(1), true)) {
            assertThatThrownBy(() -> ReplicaCount.of(value))
                    .as(value.toString())
                    .isInstanceOf(ToolFailed.class);
        }
    }

    @Test
    void refusesLessThanNoneAndMoreThanTheApiTakes() {
        assertThatThrownBy(() -> ReplicaCount.of("-4").from(3, "web")).hasMessageContaining("would make it -1");
        assertThatThrownBy(() -> ReplicaCount.of(9_999_999_999L).from(3, "web")).isInstanceOf(ToolFailed.class);
    }
}
