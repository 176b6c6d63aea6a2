package io.lexiops.server.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class FittedTreeTests {

    private static final Map<String, Object> TREE = tree();

    @Test
    void theSizeIsThatOfTheJsonText() {
        assertThat(JsonSize.of(TREE))
                .isEqualTo(JsonMapper.shared().writeValueAsString(TREE).length());
        assertThat(JsonSize.of(Map.of())).isEqualTo(2);
        assertThat(JsonSize.of(List.of())).isEqualTo(2);
        assertThat(JsonSize.of(null)).isEqualTo(4);
    }

    @Test
    void whatFitsStaysAsItIs() {
        assertThat(FittedTree.of(TREE, 100_000)).isSameAs(TREE);
    }

    @Test
    void whatDoesNotFitGivesWayFromBelowAndSaysWhatWasThere() {
        for (int room = 60; room < 3_000; room += 50) {
            assertThat(JsonSize.of(FittedTree.of(TREE, room)))
                    .as("room " + room)
                    .isLessThanOrEqualTo(room);
        }
        assertThat(FittedTree.of(TREE, 300).toString()).contains("left out)");
    }

    @Test
    void countsTheItemsThatHaveRoom() {
        var items = List.of(Map.of("a", 1), Map.of("b", 2), Map.of("c", 3));
        assertThat(JsonSize.fitting(items, 16)).isEqualTo(2);
        assertThat(JsonSize.fitting(items, 7)).isZero();
        assertThat(JsonSize.fitting(items, 1_000)).isEqualTo(3);
    }

    @Test
    void whatStandsBesideTheStructuredPartIsTheRest() {
        assertThat(new TokenBudget(100).beside(Map.of("a", "x".repeat(200))).maxTokens())
                .isBetween(40L, 50L);
        assertThat(new TokenBudget(100).beside(Map.of("a", "x".repeat(2_000))).maxTokens())
                .isEqualTo(40);
    }

    private static Map<String, Object> tree() {
        var containers = new ArrayList<Object>();
        for (int i = 0; i < 10; i++) {
            containers.add(
                    Map.of("name", "c" + i, "image", "registry.test/a\"b:" + i, "ready", true, "count", i * 1.5));
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("kind", "Pod");
        tree.put("spec", Map.of("containers", containers, "note", "two\nlines\u0001 of it"));
        tree.put("data", Map.of("file", "y".repeat(1_000)));
        return tree;
    }
}
