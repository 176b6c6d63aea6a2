package io.lexiops.server.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The one large document in which servers before Kubernetes 1.24 describe all their kinds. It has many megabytes, so it is
 * read as it comes, twice: first for which definition needs which others, then for those that one kind needs.
 */
final class OpenApiV2 {

    static final String PATH = "/openapi/v2";

    private static final String REFERENCE = "#/definitions/";
    private static final String KINDS = "x-kubernetes-group-version-kind";

    private final Kubernetes kubernetes;

    OpenApiV2(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** The definition of a kind and all that it is made of, by name; empty if there is none. */
    Map<String, Object> definitions(ResourceType type) {
        var needs = new HashMap<String, Set<String>>();
        var roots = new TreeSet<String>();
        visit((name, definition) -> {
            var named = new TreeSet<String>();
            references(definition, named);
            needs.put(name, named);
            if (OpenApiDocuments.describes(new KubernetesObject(definition), type)) {
                roots.add(name);
            }
        });
        var wanted = reachable(roots, needs);
        var kept = new LinkedHashMap<String, Object>();
        if (!wanted.isEmpty()) {
            visit((name, definition) -> {
                if (wanted.contains(name)) {
                    kept.put(name, definition);
                }
            });
        }
        return kept;
    }

    private static Set<String> reachable(Set<String> roots, Map<String, Set<String>> needs) {
        var reached = new TreeSet<String>(roots);
        var open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            for (var name : needs.getOrDefault(open.remove(), Set.of())) {
                if (reached.add(name)) {
                    open.add(name);
                }
            }
        }
        return reached;
    }

    private void visit(BiConsumer<String, Map<String, Object>> definition) {
        kubernetes.raw(PATH, text -> {
            read(text, definition);
            return true;
        });
    }

    private static void read(InputStream text, BiConsumer<String, Map<String, Object>> definition) throws IOException {
        try (var parser = JsonText.parser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var part = parser.currentName();
                parser.nextToken();
                if (part.equals("definitions")) {
                    definitions(parser, definition);
                    return;
                }
                parser.skipChildren();
            }
        } catch (JacksonException e) {
            throw new IOException("the description of the kinds is not whole JSON", e);
        }
    }

    private static void definitions(JsonParser parser, BiConsumer<String, Map<String, Object>> definition) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            definition.accept(name, JsonText.object(parser));
        }
    }

    private static void references(@Nullable Object schema, Set<String> found) {
        switch (schema) {
            case Map<?, ?> map -> {
                if (map.get("$ref") instanceof String target && target.startsWith(REFERENCE)) {
                    found.add(target.substring(REFERENCE.length()));
                }
                map.forEach((key, below) -> {
                    if (!KINDS.equals(key)) {
                        references(below, found);
                    }
                });
            }
            case Iterable<?> items -> items.forEach(item -> references(item, found));
            case null, default -> {
                // a plain value leads nowhere
            }
        }
    }
}
