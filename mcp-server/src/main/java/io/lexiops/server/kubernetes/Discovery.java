package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the API server serves. Kept for a while and read anew when a word is not known, since a CRD may have come since.
 */
final class Discovery {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration AT_MOST_EACH = Duration.ofSeconds(2);

    private final Function<String, Map<String, Object>> get;
    private final InstantSource clock;

    private List<ResourceType> known = List.of();
    private Instant read = Instant.MIN;

    Discovery(Function<String, Map<String, Object>> get, InstantSource clock) {
        this.get = get;
        this.clock = clock;
    }

    /** All types; the core group first, then the groups in the server's order, preferred versions before others. */
    synchronized List<ResourceType> types() {
        if (known.isEmpty() || clock.instant().isAfter(read.plus(KEPT))) {
            refresh();
        }
        return known;
    }

    /**
     * The type that the words mean.
     *
     * @throws ToolFailed {@code NOT_FOUND} with near words
     */
    ResourceType find(String words, @Nullable String apiVersion) {
        var found = lookUp(words, apiVersion);
        if (found.isEmpty() && stale()) {
            synchronized (this) {
                refresh();
            }
            found = lookUp(words, apiVersion);
        }
        return found.orElseThrow(() -> unknown(words, apiVersion));
    }

    private synchronized boolean stale() {
        return clock.instant().isAfter(read.plus(AT_MOST_EACH));
    }

    private Optional<ResourceType> lookUp(String words, @Nullable String apiVersion) {
        var wanted = words.strip().toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        var name = dot < 0 ? wanted : wanted.substring(0, dot);
        var group = dot < 0 ? null : wanted.substring(dot + 1);
        return types().stream()
                .filter(type -> apiVersion == null || type.apiVersion().equals(apiVersion))
                .filter(type -> group == null || type.group().equals(group))
                .filter(type -> isCalled(type, name))
                .findFirst();
    }

    private static boolean isCalled(ResourceType type, String name) {
        return type.kind().toLowerCase(Locale.ROOT).equals(name)
                || type.plural().equals(name)
                || type.singular().equals(name)
                || type.shortNames().contains(name);
    }

    private ToolFailed unknown(String words, @Nullable String apiVersion) {
        var kinds = types().stream()
                .flatMap(type -> Stream.of(type.kind(), type.plural()))
                .toList();
        var near = Near.to(words, kinds);
        var in = apiVersion == null ? "" : " in " + apiVersion;
        return new ToolFailed(
                ErrorCode.NOT_FOUND,
                "the cluster serves no kind '" + words + "'" + in,
                near.isEmpty() ? "k8s_api_resources lists the kinds" : "near: " + String.join(", ", near));
    }

    private void refresh() {
        var types = new ArrayList<ResourceType>();
        types.addAll(resources("/api/v1", "v1"));
        for (var group : objects(get.apply("/apis").get("groups"))) {
            for (var version : versions(group)) {
                try {
                    types.addAll(resources("/apis/" + version, version));
                } catch (ToolFailed e) {
                    // An aggregated API whose server is away must not hide all others.
                    if (e.code() == ErrorCode.CANCELLED) {
                        throw e;
                    }
                }
            }
        }
        known = List.copyOf(types);
        read = clock.instant();
    }

    private static List<String> versions(Map<?, ?> group) {
        var versions = new ArrayList<String>();
        if (group.get("preferredVersion") instanceof Map<?, ?> preferred) {
            versions.add(String.valueOf(preferred.get("groupVersion")));
        }
        for (var version : objects(group.get("versions"))) {
            var name = String.valueOf(version.get("groupVersion"));
            if (!versions.contains(name)) {
                versions.add(name);
            }
        }
        return versions;
    }

    private List<ResourceType> resources(String path, String apiVersion) {
        var served = objects(get.apply(path).get("resources"));
        var subresources = new HashMap<String, Set<String>>();
        for (var resource : served) {
            var name = String.valueOf(resource.get("name"));
            int slash = name.indexOf('/');
            if (slash > 0) {
                subresources
                        .computeIfAbsent(name.substring(0, slash), _ -> new HashSet<>())
                        .add(name.substring(slash + 1));
            }
        }
        return served.stream()
                .filter(resource -> !String.valueOf(resource.get("name")).contains("/"))
                .map(resource -> type(resource, apiVersion, subresources))
                .toList();
    }

    private static ResourceType type(Map<?, ?> resource, String apiVersion, Map<String, Set<String>> subresources) {
        var plural = String.valueOf(resource.get("name"));
        var kind = String.valueOf(resource.get("kind"));
        var singular = resource.get("singularName") instanceof String name && !name.isEmpty()
                ? name
                : kind.toLowerCase(Locale.ROOT);
        return new ResourceType(
                apiVersion,
                kind,
                plural,
                singular,
                texts(resource.get("shortNames")),
                Boolean.TRUE.equals(resource.get("namespaced")),
                Set.copyOf(texts(resource.get("verbs"))),
                subresources.getOrDefault(plural, Set.of()));
    }

    private static List<Map<?, ?>> objects(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(item -> (Map<?, ?>) item)
                        .toList()
                : List.of();
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
