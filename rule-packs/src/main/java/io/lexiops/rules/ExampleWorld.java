package io.lexiops.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The small cluster that the examples of intents speak of: {@code small-shop.yaml}. */
public final class ExampleWorld implements IntentWorld {

    static final ExampleWorld SMALL_SHOP = new ExampleWorld(read(), null);

    private final Map<String, List<Map<String, Object>>> objects = new LinkedHashMap<>();
    private final @Nullable String preferred;

    @SuppressWarnings("unchecked") // our own resource, read by a test
    private ExampleWorld(Map<String, Object> tree, @Nullable String preferred) {
        this.preferred = preferred;
        tree.forEach((kind, list) -> {
            var all = new ArrayList<Map<String, Object>>();
            for (var item : (List<Map<String, Object>>) list) {
                var object = new LinkedHashMap<String, Object>(longs(item));
                object.put("kind", kind);
                object.putIfAbsent("object", Map.of());
                all.add(object);
            }
            objects.put(kind, List.copyOf(all));
        });
    }

    /** The built-in example. */
    public static ExampleWorld smallShop() {
        return SMALL_SHOP;
    }

    private static Map<String, Object> longs(Map<String, Object> tree) {
        var result = new LinkedHashMap<String, Object>();
        tree.forEach((key, value) -> result.put(key, value instanceof Integer number ? number.longValue() : value));
        return result;
    }

    @Override
    public List<String> namespaces() {
        return objects("Namespace").stream()
                .map(object -> String.valueOf(object.get("name")))
                .toList();
    }

    @Override
    public @Nullable String preferredNamespace() {
        return preferred;
    }

    @Override
    public List<Map<String, Object>> objects(String kind) {
        return objects.getOrDefault(kind, List.of());
    }

    @Override
    public @Nullable String kind(String word) {
        return word.equals("certificate") || word.equals("certificates") ? "Certificate" : null;
    }

    @SuppressWarnings("unchecked") // as above
    private static Map<String, Object> read() {
        try (var stream = Objects.requireNonNull(ExampleWorld.class.getResourceAsStream("small-shop.yaml"))) {
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return (Map<String, Object>)
                    Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
        } catch (IOException e) {
            throw new UncheckedIOException("small-shop.yaml cannot be read", e);
        }
    }
}
