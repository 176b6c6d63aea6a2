package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What tools promise of their answers is what they answer. */
class OutputSchemaTests extends RunningServer {

    private static final Map<String, List<Map<String, Object>>> CALLS = Map.of(
            "status", List.of(Map.of()),
            "contexts_list", List.of(Map.of()),
            "k8s_can_i",
                    List.of(
                            Map.of("verb", "list", "kind", "pods", "namespace", "edge"),
                            Map.of("verb", "fly", "kind", "pods", "namespace", "edge")),
            "changes_list", List.of(Map.of(), Map.of("output", "json")),
            "audit_query", List.of(Map.of("limit", 1), Map.of("output", "json", "limit", 3)),
            "k8s_rollout_status", List.of(Map.of("name", "web", "namespace", "edge")));

    @Test
    void everyAnswerFitsTheSchemaThatWasPromised() {
        var session = as(Role.OPERATOR).open();
        var promised = new TreeMap<String, Map<String, Object>>();
        for (var tool : session.tools()) {
            if (tool.containsKey("outputSchema")) {
                promised.put(String.valueOf(tool.get("name")), WireSession.object(tool, "outputSchema"));
            }
        }
        assertThat(promised).containsOnlyKeys(CALLS.keySet());
        promised.forEach((name, schema) -> CALLS.getOrDefault(name, List.of()).forEach(arguments -> {
            var result = session.call(name, arguments);
            assertThat(WireSession.failed(result)).as(WireSession.text(result)).isFalse();
            check(name, schema, WireSession.object(result, "structuredContent"));
        }));
    }

    @Test
    void theCheckerItselfFindsWhatDoesNotFit() {
        var schema = Map.<String, Object>of(
                "type", "object", "properties", Map.of("done", Map.of("type", "boolean")), "required", List.of("done"));
        assertThat(fits(schema, Map.of("done", true))).isTrue();
        assertThat(fits(schema, Map.of("done", "yes"))).isFalse();
        assertThat(fits(schema, Map.of())).isFalse();
    }

    private static boolean fits(Map<String, Object> schema, Object value) {
        try {
            check("", schema, value);
            return true;
        } catch (AssertionError _) {
            return false;
        }
    }

    /** The part of JSON Schema that is promised in: types, properties, required, items. */
    private static void check(String at, Map<?, ?> schema, Object value) {
        switch (String.valueOf(schema.get("type"))) {
            case "string" -> assertThat(value).as(at).isInstanceOf(String.class);
            case "boolean" -> assertThat(value).as(at).isInstanceOf(Boolean.class);
            case "integer" -> assertThat(value).as(at).isInstanceOfAny(Integer.class, Long.class);
            case "array" -> {
                assertThat(value).as(at).isInstanceOf(List.class);
                var items = (Map<?, ?>) Objects.requireNonNull(schema.get("items"));
                ((List<?>) value).forEach(item -> check(at + "[]", items, item));
            }
            case "object" -> {
                assertThat(value).as(at).isInstanceOf(Map.class);
                object(at, schema, (Map<?, ?>) value);
            }
            default -> throw new AssertionError("a type that this test does not know: " + schema);
        }
    }

    private static void object(String at, Map<?, ?> schema, Map<?, ?> value) {
        if (schema.get("required") instanceof List<?> names) {
            names.forEach(name ->
                    assertThat(value.containsKey(name)).as(at + "." + name).isTrue());
        }
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, type) -> {
                if (value.containsKey(name)) {
                    check(at + "." + name, (Map<?, ?>) type, Objects.requireNonNull(value.get(name)));
                }
            });
        }
    }
}
