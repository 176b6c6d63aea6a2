package io.lexiops.server.mcp;

import io.lexiops.server.tool.OutputField;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON Schema of what a tool answers. It is open: an answer may say more than a program can build upon. */
final class OutputSchema {

    private OutputSchema() {}

    static Map<String, Object> of(ToolSpec spec) {
        var properties = new LinkedHashMap<String, Object>();
        spec.output().forEach(field -> properties.put(field.name(), type(field.type())));
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        var required = spec.output().stream()
                .filter(OutputField::always)
                .map(OutputField::name)
                .toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Map<String, Object> type(OutputField.Type type) {
        return switch (type) {
            case STRING -> Map.of("type", "string");
            case INTEGER -> Map.of("type", "integer");
            case BOOLEAN -> Map.of("type", "boolean");
            case OBJECT -> Map.of("type", "object");
            case STRINGS -> list("string");
            case OBJECTS -> list("object");
        };
    }

    private static Map<String, Object> list(String of) {
        var list = new LinkedHashMap<String, Object>();
        list.put("type", "array");
        list.put("items", Map.of("type", of));
        return list;
    }
}
