package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML text with several documents as JSON trees, and back. */
final class YamlDocuments {

    private static final int MOST_CHARACTERS = 20 << 20;
    private static final int MOST_ALIASES = 50;

    private YamlDocuments() {}

    /** The documents that are objects, those in lists too; empty ones are left out. */
    static List<Map<String, Object>> parse(String text) {
        var settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(MOST_CHARACTERS)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setAllowDuplicateKeys(false)
                .build();
        var documents = new ArrayList<Map<String, Object>>();
        try {
            for (var document : new Load(settings).loadAllFromString(text)) {
                if (tree(document) instanceof Map<?, ?> object) {
                    add(documents, strings(object));
                }
            }
        } catch (YamlEngineException e) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT, "this YAML cannot be read: " + e.getMessage(), "", Map.of(), e);
        }
        return documents;
    }

    /** Helm, too, takes a list of objects for its objects; whoever looks at each of them must not overlook these. */
    private static void add(List<Map<String, Object>> documents, Map<String, Object> document) {
        if (document.containsKey("apiVersion")
                && String.valueOf(document.get("kind")).endsWith("List")
                && document.get("items") instanceof List<?> items) {
            for (var item : items) {
                if (item instanceof Map<?, ?> object) {
                    add(documents, strings(object));
                }
            }
            return;
        }
        documents.add(document);
    }

    static String print(Object tree) {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .build())
                .dumpToString(tree);
    }

    private static @Nullable Object tree(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> strings(map);
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(tree(item)));
                yield copy;
            }
            case Integer number -> number.longValue();
            case BigInteger number -> number.doubleValue();
            case byte[] _ -> throw new YamlEngineException("binary values are not supported");
            case null, default -> value;
        };
    }

    private static Map<String, Object> strings(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), tree(value)));
        return nonNull(copy);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // JSON trees hold nulls; the type of a tree does not say so
    private static Map<String, Object> nonNull(Map<String, @Nullable Object> tree) {
        return (Map<String, Object>) (Map<String, ?>) tree;
    }
}
