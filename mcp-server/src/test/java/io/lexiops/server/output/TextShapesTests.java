package io.lexiops.server.output;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextShapesTests {

    @Test
    void aTableIsAlignedWithoutBlanksAtTheEndOfALine() {
        var table = Table.of("NAME", "READY", "AGE").row("web", "1/1", "5m").row("a-long-name", "10/10", "1h");
        assertThat(table.render()).isEqualTo("""
                NAME         READY  AGE
                web          1/1    5m
                a-long-name  10/10  1h""");
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void aTableWithoutRowsIsItsHeading() {
        assertThat(Table.of("NAME", "AGE").render()).isEqualTo("NAME  AGE");
        assertThat(Table.of("NAME").isEmpty()).isTrue();
    }

    @Test
    void aCellIsOneLine() {
        assertThat(Table.of("A").row("x\ny\r\nz").render()).isEqualTo("A\nx y z");
    }

    @Test
    void aRowHasAsManyCellsAsTheHeading() {
        assertThatThrownBy(() -> Table.of("A", "B").row("x")).hasMessageContaining("2 cells");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT-5S,0s",
        "PT119S,119s",
        "PT2M,2m",
        "PT2M5S,2m5s",
        "PT9M59S,9m59s",
        "PT10M30S,10m",
        "PT179M,179m",
        "PT3H,3h",
        "PT3H20M,3h20m",
        "PT8H20M,8h",
        "PT47H,47h",
        "PT48H,2d",
        "PT50H,2d2h",
        "P8D,8d",
        "P729D,729d",
        "P730D,2y",
        "P800D,2y70d"
    })
    void anAgeIsAsShortAsKubectlWritesIt(String age, String text) {
        assertThat(Ages.of(Duration.parse(age))).isEqualTo(text);
    }

    @Test
    void anAgeThatNobodyKnowsSaysSo() {
        var ages = new Ages(Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC));
        assertThat(ages.since("2026-11-24T11:00:00Z")).isEqualTo("60m");
        assertThat(ages.since("2026-11-24T12:00:00+01:00")).isEqualTo("60m");
        assertThat(ages.since("yesterday")).isEqualTo("<unknown>");
        assertThat(ages.since((Object) null)).isEqualTo("<unknown>");
        assertThat(ages.since(17L)).isEqualTo("<unknown>");
    }

    @Test
    void aSlimObjectHasNoNoise() {
        var annotations = Map.of("kubectl.kubernetes.io/last-applied-configuration", "{}", "note", "keep");
        var object = new HashMap<String, Object>(Map.of(
                "kind", "ConfigMap",
                "metadata",
                        Map.of(
                                "name",
                                "settings",
                                "managedFields",
                                List.of(Map.of("manager", "kubectl")),
                                "selfLink",
                                "/api/v1/x",
                                "annotations",
                                annotations),
                "data", Map.of("a", ""),
                "status", Map.of(),
                "list", List.of()));
        assertThat(SlimObjects.slim(object))
                .isEqualTo(Map.of(
                        "kind",
                        "ConfigMap",
                        "metadata",
                        Map.of("name", "settings", "annotations", Map.of("note", "keep")),
                        "data",
                        Map.of("a", "")));
        assertThat(object).containsKey("status");
    }

    @Test
    void annotationsThatAreOnlyNoiseGoAway() {
        var metadata = Map.<String, Object>of(
                "name", "x", "annotations", Map.of("kubectl.kubernetes.io/last-applied-configuration", "{}"));
        assertThat(SlimObjects.slim(Map.of("metadata", metadata))).isEqualTo(Map.of("metadata", Map.of("name", "x")));
    }
}
