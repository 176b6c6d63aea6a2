package io.lexiops.agent.respond;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes a manifest behind the command that reads it. The values of Secrets stay out of what is printed. */
final class Manifests {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Set<String> SECRET_FIELDS = Set.of("data", "stringData");
    private static final Pattern SECRET = Pattern.compile("kind[\"']?\\s*:\\s*[\"']?Secret\\b");
    private static final String MASK = "MASKED";

    private Manifests() {}

    static String hereDocument(@Nullable Object manifest) {
        return switch (manifest) {
            case null -> "   # the plan has no manifest";
            // Text is not read here, so what is secret in it cannot be told from the rest.
            case String text
            when SECRET.matcher(text).find() ->
                "   # with the manifest of the request, which has a Secret and is not repeated here";
            case String text -> document(text.strip());
            default -> document(JSON.writeValueAsString(masked(manifest)));
        };
    }

    private static String document(String text) {
        var end = "EOF";
        while (text.lines().anyMatch(end::equals)) {
            end += "_";
        }
        return " <<'%s'\n%s\n%s".formatted(end, text, end);
    }

    private static @Nullable Object masked(@Nullable Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var secret = "Secret".equals(map.get("kind"));
                var copy = new LinkedHashMap<String, Object>();
                map.forEach((key, value) -> copy.put(
                        String.valueOf(key),
                        secret && SECRET_FIELDS.contains(String.valueOf(key)) ? withoutValues(value) : masked(value)));
                yield copy;
            }
            case List<?> list -> list.stream().map(Manifests::masked).toList();
            case null, default -> tree;
        };
    }

    private static Object withoutValues(@Nullable Object values) {
        return values instanceof Map<?, ?> map
                ? map.keySet().stream()
                        .collect(Collectors.toMap(
                                String::valueOf, _ -> MASK, (first, _) -> first, LinkedHashMap<String, String>::new))
                : MASK;
    }
}
