package io.lexiops.server.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values that an argument may have, from what is there now and open to the caller. What cannot be read has none. */
final class Completions {

    private static final long MOST = 200;

    private final ToolRuns runs;

    Completions(ToolRuns runs) {
        this.runs = runs;
    }

    /**
     * Values by the name of the argument: context, namespace, kind, name, release, app.
     *
     * @param other the arguments that are known already; they narrow the search
     */
    List<String> of(Exchange exchange, String argument, String begun, Map<String, String> other) {
        var values = switch (argument) {
            case "context" -> read(exchange, "contexts_list", Map.of(), "contexts", "name");
            case "namespace" -> namespaces(exchange, other);
            case "kind" -> read(exchange, "k8s_api_resources", known(Map.of(), other, "context"), "items", "kind");
            case "name" ->
                other.containsKey("kind") ? objects(exchange, other.get("kind"), other) : workloads(exchange, other);
            case "release" ->
                read(exchange, "helm_list", known(Map.of("limit", MOST), other, "namespace"), "releases", "name");
            case "app" -> read(exchange, "argocd_list", Map.of("limit", MOST), "applications", "name");
            default -> Stream.<String>empty();
        };
        var start = begun.toLowerCase(Locale.ROOT);
        return List.copyOf(values.filter(value -> value.toLowerCase(Locale.ROOT).startsWith(start))
                .collect(java.util.stream.Collectors.toCollection(TreeSet::new)));
    }

    private Stream<String> namespaces(Exchange exchange, Map<String, String> other) {
        var open = exchange.caller().namespaces();
        return open.isEmpty() ? objects(exchange, "namespaces", known(other, "context")) : open.stream();
    }

    private Stream<String> workloads(Exchange exchange, Map<String, String> other) {
        return Stream.of("deployments", "statefulsets", "daemonsets").flatMap(kind -> objects(exchange, kind, other));
    }

    private Stream<String> objects(Exchange exchange, @Nullable String kind, Map<String, String> other) {
        var arguments = known(
                Map.of("kind", String.valueOf(kind), "limit", MOST, "fields", List.of("metadata.name")),
                other,
                "context",
                "namespace");
        return read(exchange, "k8s_list", arguments, "items", "metadata.name");
    }

    private Stream<String> read(
            Exchange exchange, String tool, Map<String, Object> arguments, String list, String field) {
        if (!runs.visible(exchange.caller(), tool)) {
            return Stream.empty();
        }
        var asked = new LinkedHashMap<>(arguments);
        if (runs.takes(tool, "output")) {
            asked.put("output", "json");
        }
        return runs.run(exchange, tool, asked).structured().get(list) instanceof List<?> items
                ? items.stream()
                        .filter(Map.class::isInstance)
                        .map(item -> ((Map<?, ?>) item).get(field))
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                : Stream.empty();
    }

    private static Map<String, String> known(Map<String, String> other, String name) {
        return other.containsKey(name) ? Map.of(name, String.valueOf(other.get(name))) : Map.of();
    }

    private static Map<String, Object> known(Map<String, Object> own, Map<String, String> other, String... names) {
        var all = new LinkedHashMap<>(own);
        for (var name : names) {
            var value = other.get(name);
            if (value != null && !value.isEmpty() && !value.equals(ResourceOffer.NO_NAMESPACE)) {
                all.put(name, value);
            }
        }
        return all;
    }
}
