package io.lexiops.server.kubernetes;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a path of the API is about.
 *
 * @param namespace null means all
 * @param name      null means all of the type
 */
record RawPath(
        ResourceType type,
        @Nullable String namespace,
        @Nullable String name) {

    /** Empty for paths that lead to no objects, such as {@code /version}. */
    static Optional<RawPath> of(String path, List<ResourceType> types) {
        var parts = new ArrayList<String>();
        int query = path.indexOf('?');
        for (var part : (query < 0 ? path : path.substring(0, query)).split("/")) {
            if (!part.isEmpty()) {
                parts.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
            }
        }
        boolean core = parts.size() > 2 && parts.getFirst().equals("api");
        boolean grouped = parts.size() > 3 && parts.getFirst().equals("apis");
        if (!core && !grouped) {
            return Optional.empty();
        }
        var apiVersion = core ? parts.get(1) : parts.get(1) + "/" + parts.get(2);
        var rest = parts.subList(core ? 2 : 3, parts.size());
        boolean scoped = rest.size() > 2 && rest.getFirst().equals("namespaces");
        var namespace = scoped ? rest.get(1) : null;
        var own = scoped ? rest.subList(2, rest.size()) : rest;
        var plural = own.getFirst();
        var name = own.size() > 1 ? own.get(1) : null;
        return Optional.of(types.stream()
                .filter(type ->
                        type.apiVersion().equals(apiVersion) && type.plural().equals(plural))
                .findFirst()
                .map(type -> new RawPath(type, namespace, name))
                // What nobody knows is taken for what is fenced most.
                .orElseGet(() -> new RawPath(unknown(apiVersion, plural), namespace, name)));
    }

    private static ResourceType unknown(String apiVersion, String plural) {
        return new ResourceType(apiVersion, plural, plural, plural, List.of(), true, Set.of(), Set.of());
    }
}
