package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads manifests that a stranger may have written: YAML or JSON text, or JSON trees; a {@code List} becomes its items. */
final class YamlManifests {

    private static final int MOST_CHARACTERS = 3 << 20;
    private static final int MOST_OBJECTS = 200;
    private static final int MOST_ALIASES = 50;
    private static final int DEEPEST = 100;
    private static final int MOST_VALUES = 200_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(MOST_CHARACTERS)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .setAllowDuplicateKeys(false)
            .setUseMarks(true)
            .build();

    private int values;

    private YamlManifests() {}

    /** The objects, in their order; at least one. */
    static List<KubernetesObject> of(Object manifest) {
        var objects = new ArrayList<KubernetesObject>();
        for (var document : documents(manifest)) {
            add(objects, document);
        }
        if (objects.isEmpty()) {
            throw invalid("the manifest is empty", null);
        }
        if (objects.size() > MOST_OBJECTS) {
            throw invalid("the manifest has " + objects.size() + " objects; the most is " + MOST_OBJECTS, null);
        }
        return objects;
    }

    /** One value of YAML or JSON text, or the tree itself. */
    static Object value(Object given, String argument) {
        var all = given instanceof String text ? parsed(text) : trees(List.of(given));
        if (all.size() != 1) {
            throw invalid("argument '" + argument + "' has " + all.size() + " documents, not one", null);
        }
        return all.getFirst();
    }

    private static List<Object> documents(Object manifest) {
        return switch (manifest) {
            case String text -> parsed(text);
            case List<?> list -> trees(list);
            default -> trees(List.of(manifest));
        };
    }

    private static void add(List<KubernetesObject> objects, Object document) {
        if (!(document instanceof Map<?, ?>)) {
            throw invalid("a document of the manifest is no object but " + what(document), null);
        }
        var object = new KubernetesObject(TreeDifference.map(document));
        if (object.kind().endsWith("List") && object.at("items") instanceof List<?> items) {
            items.forEach(item -> add(objects, item == null ? "" : item));
            return;
        }
        if (object.apiVersion().isEmpty()
                || object.kind().isEmpty()
                || object.name().isEmpty()) {
            var has = object.kind().isEmpty() ? "" : " (" + object.kind() + " " + object.name() + ")";
            throw invalid("an object of the manifest lacks apiVersion, kind or metadata.name" + has, null);
        }
        objects.add(object);
    }

    private static List<Object> parsed(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw invalid("the manifest has " + text.length() + " characters; the most is " + MOST_CHARACTERS, null);
        }
        try {
            checkDepth(text);
            var documents = new ArrayList<@Nullable Object>();
            new Load(SETTINGS).loadAllFromString(text).forEach(documents::add);
            return trees(documents);
        } catch (YamlEngineException e) {
            // Of another library's error it gives the class, too.
            var cause = e.getCause();
            throw invalid("the manifest cannot be read: " + (cause == null ? e.getMessage() : cause.getMessage()), e);
        }
    }

    /** The loader calls itself for each level; the parser before it does not, so it can tell how deep the text is. */
    private static void checkDepth(String text) {
        int depth = 0;
        for (var event : new Parse(SETTINGS).parseString(text)) {
            var id = event.getEventId();
            if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
                depth++;
            } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
                depth--;
            }
            if (depth > DEEPEST) {
                throw invalid("the manifest is nested deeper than " + DEEPEST + " levels", null);
            }
        }
    }

    private static List<Object> trees(List<?> values) {
        var reader = new YamlManifests();
        var trees = new ArrayList<Object>();
        for (var value : values) {
            var tree = reader.tree(value, 0);
            if (tree != null) {
                trees.add(tree);
            }
        }
        return trees;
    }

    /** Counts what comes out, not what was written: aliases may multiply it. */
    private @Nullable Object tree(@Nullable Object value, int depth) {
        if (++values > MOST_VALUES) {
            throw invalid("the manifest unfolds to more than " + MOST_VALUES + " values", null);
        }
        if (depth > DEEPEST) {
            throw invalid("the manifest is nested deeper than " + DEEPEST + " levels", null);
        }
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), tree(item, depth + 1)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(tree(item, depth + 1)));
                yield copy;
            }
            case Integer number -> number.longValue();
            case BigInteger number -> throw invalid("the number " + number + " is too large", null);
            case byte[] _ -> throw invalid("binary values are not supported", null);
            case Long _, Double _, Boolean _, String _ -> value;
            case null -> null;
            default -> throw invalid("values like " + what(value) + " are not supported", null);
        };
    }

    private static String what(Object value) {
        return switch (value) {
            case String _ -> "text";
            case List<?> _ -> "a list";
            case Number _ -> "a number";
            case Boolean _ -> "true or false";
            default -> value.getClass().getSimpleName();
        };
    }

    private static ToolFailed invalid(String message, @Nullable Throwable cause) {
        return new ToolFailed(
                ErrorCode.INVALID_ARGUMENT,
                message,
                "give YAML or JSON with apiVersion, kind and metadata.name; several documents are separated by ---",
                Map.of(),
                cause);
    }
}
