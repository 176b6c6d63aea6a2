package io.lexiops.server.mcp;

import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON Schema of a tool's arguments: closed, so that a model learns of a wrong name at once. A model reads all of it
 * before its first call, so what most tools have is explained once, in {@link Methods#INSTRUCTIONS}.
 */
final class InputSchema {

    private static final Set<String> EXPLAINED_ONCE =
            Set.of("namespace", "apiVersion", "limit", "maxTokens", "output", "continue", "dryRun", "confirm");

    private InputSchema() {}

    static Map<String, Object> of(ToolSpec spec) {
        var properties = new LinkedHashMap<String, Object>();
        spec.parameters().forEach(parameter -> properties.put(parameter.name(), schema(parameter)));
        var required = spec.parameters().stream()
                .filter(Parameter::required)
                .map(Parameter::name)
                .toList();
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> schema(Parameter parameter) {
        var schema = new LinkedHashMap<String, Object>();
        switch (parameter.type()) {
            case STRING -> schema.put("type", "string");
            case INTEGER -> schema.put("type", "integer");
            case NUMBER -> schema.put("type", "number");
            case BOOLEAN -> schema.put("type", "boolean");
            case STRINGS -> {
                schema.put("type", "array");
                schema.put("items", Map.of("type", "string"));
            }
            case OBJECT -> schema.put("type", "object");
            case ANY -> schema.put("type", List.of("string", "object", "array", "number", "boolean"));
        }
        boolean explained = EXPLAINED_ONCE.contains(parameter.name());
        if (!explained) {
            schema.put("description", parameter.description());
        }
        if (!parameter.allowed().isEmpty()) {
            schema.put("enum", parameter.allowed());
        }
        var least = parameter.minimum();
        var most = parameter.maximum();
        if (least != null && !explained) {
            schema.put("minimum", least);
        }
        if (most != null && !explained) {
            schema.put("maximum", most);
        }
        return schema;
    }
}
