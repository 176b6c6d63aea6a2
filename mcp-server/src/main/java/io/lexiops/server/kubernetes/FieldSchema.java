package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One field of a kind in the words of OpenAPI: what it may hold, and what is below it. A list and a map have the fields of
 * what they hold.
 */
final class FieldSchema {

    private static final int DEEPEST_REFERENCE = 8;
    // OpenAPI v3, and v2.
    private static final List<String> REFERENCES = List.of("#/components/schemas/", "#/definitions/");

    private final Map<String, Object> document;
    private final KubernetesObject own;
    private final boolean required;

    private FieldSchema(Map<String, Object> document, Map<String, Object> own, boolean required) {
        this.document = document;
        this.own = new KubernetesObject(own);
        this.required = required;
    }

    static FieldSchema root(Map<String, Object> document, Map<String, Object> schema) {
        return new FieldSchema(document, schema, false);
    }

    boolean required() {
        return required;
    }

    /** The field's own words, else those of its type. */
    String description() {
        var words = own.textAt("", "description");
        return words.isEmpty() ? target().textAt("", "description") : words;
    }

    /** For example {@code string}, {@code []Container}, {@code map[string]Quantity}. */
    String type() {
        var target = target();
        if (target.at("items") instanceof Map<?, ?>) {
            return "[]" + below(target.mapAt("items")).type();
        }
        if (target.at("additionalProperties") instanceof Map<?, ?>) {
            return "map[string]" + below(target.mapAt("additionalProperties")).type();
        }
        var name = reference(own);
        if (name != null && target.at("properties") != null) {
            return name.substring(name.lastIndexOf('.') + 1);
        }
        var format = target.textAt("", "format");
        if (Boolean.TRUE.equals(target.at("x-kubernetes-int-or-string")) || format.equals("int-or-string")) {
            return "int-or-string";
        }
        if (target.at("oneOf") != null) {
            return format.isEmpty() ? "string or number" : format;
        }
        var plain = target.textAt("any", "type");
        return format.isEmpty() || format.equals("int32") || format.equals("int64") || format.equals("double")
                ? plain
                : plain + " (" + format + ")";
    }

    /** The only values; empty means any. */
    List<String> allowed() {
        var target = target();
        var values = target.at("enum") == null ? target.mapAt("items").get("enum") : target.at("enum");
        return values instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** What the server fills in; null if that is nothing, or an empty object. */
    @Nullable Object otherwise() {
        var value = own.at("default") == null ? target().at("default") : own.at("default");
        return value instanceof Map<?, ?> map && map.isEmpty() ? null : value;
    }

    /** The fields below, by name. */
    Map<String, FieldSchema> fields() {
        var holder = holder();
        var needed = holder.at("required") instanceof List<?> names
                ? names.stream().map(String::valueOf).collect(Collectors.toSet())
                : java.util.Set.<String>of();
        var fields = new TreeMap<String, FieldSchema>();
        holder.mapAt("properties").forEach((name, schema) -> {
            if (schema instanceof Map<?, ?>) {
                fields.put(name, new FieldSchema(document, TreeDifference.map(schema), needed.contains(name)));
            }
        });
        return fields;
    }

    /** The schema with the properties, below lists and maps. */
    private KubernetesObject holder() {
        var target = target();
        for (int i = 0; i < DEEPEST_REFERENCE; i++) {
            if (target.at("items") instanceof Map<?, ?>) {
                target = below(target.mapAt("items")).target();
            } else if (target.at("additionalProperties") instanceof Map<?, ?>) {
                target = below(target.mapAt("additionalProperties")).target();
            } else {
                return target;
            }
        }
        return target;
    }

    private FieldSchema below(Map<String, Object> schema) {
        return new FieldSchema(document, schema, false);
    }

    /** What the references lead to. */
    private KubernetesObject target() {
        var target = own;
        for (int i = 0; i < DEEPEST_REFERENCE; i++) {
            var name = reference(target);
            if (name == null || !(document.get(name) instanceof Map<?, ?>)) {
                return target;
            }
            target = new KubernetesObject(TreeDifference.map(document.get(name)));
        }
        return target;
    }

    private static @Nullable String reference(KubernetesObject schema) {
        var direct = schema.textAt("", "$ref");
        var all = schema.objectsAt("allOf");
        var text = direct.isEmpty() && all.size() == 1
                ? String.valueOf(all.getFirst().get("$ref"))
                : direct;
        return REFERENCES.stream()
                .filter(text::startsWith)
                .findFirst()
                .map(beginning -> text.substring(beginning.length()))
                .orElse(null);
    }
}
