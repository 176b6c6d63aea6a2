package io.lexiops.agent.plan;

import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.IntentWorld;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cluster as the planner's tools show it. Each kind is listed at most once for a request. */
final class ClusterWorld implements IntentWorld {

    private static final long PAGE = 500;
    // A program reads whole pages; the default is what a model shall have to read.
    private static final long ROOM = 100_000;
    private static final int MOST_PAGES = 40;
    private static final int MOST_PLACES = 5;

    // A word in such a place may be a namespace; if it is none, looking there finds nothing.
    private static final Pattern PLACE = Pattern.compile(
            "\\b(?:in|inside|within|namespace|ns)\\s+(?:the\\s+)?(?:namespace\\s+|ns\\s+)?([a-z0-9][a-z0-9-]{0,62})\\b");

    private static final Set<String> SCALED = Set.of("Deployment", "StatefulSet", "ReplicaSet");

    // What people name; that Secrets may not be listed explains no missing Deployment.
    private static final Set<String> NAMED = Set.of("Deployment", "StatefulSet", "DaemonSet", "Service", "ConfigMap");

    private final PlanningDesk desk;
    private final Map<String, List<Map<String, Object>>> objects = new HashMap<>();
    private @Nullable List<String> namespaces;
    private ToolOutcome.@Nullable Failed denied;

    ClusterWorld(PlanningDesk desk) {
        this.desk = desk;
    }

    /** The first list that was refused; null if none was. */
    ToolOutcome.@Nullable Failed denied() {
        return denied;
    }

    @Override
    public @Nullable String preferredNamespace() {
        return desk.request().request().namespace();
    }

    @Override
    public List<String> namespaces() {
        var known = namespaces;
        if (known == null) {
            known = readNamespaces();
            namespaces = known;
        }
        return known;
    }

    private List<String> readNamespaces() {
        var found = new TreeSet<String>();
        if (status().get("namespaces") instanceof List<?> open) {
            open.forEach(name -> found.add(String.valueOf(name)));
        }
        if (found.isEmpty()) {
            var outcome = desk.read("k8s_list", list("Namespace", null, null));
            switch (outcome) {
                case ToolOutcome.Done(var _, var structured) ->
                    items(structured)
                            .forEach(item ->
                                    found.add(String.valueOf(metadata(item).get("name"))));
                // Who may not list namespaces may still name one.
                case ToolOutcome.Failed failed when failed.code().equals("forbidden") -> found.addAll(places());
                case ToolOutcome.Failed failed -> throw ClusterUnreadable.of(failed);
                case ToolOutcome.Unanswered unanswered -> throw ClusterUnreadable.of(unanswered);
            }
        }
        return List.copyOf(found);
    }

    /** Where to look if not everywhere: the namespace that was chosen, those that the words name, else the server's own. */
    private List<String> places() {
        var places = new LinkedHashSet<String>();
        if (preferredNamespace() != null) {
            places.add(preferredNamespace());
        }
        var named = PLACE.matcher(desk.request().request().text().toLowerCase(Locale.ROOT));
        while (named.find() && places.size() < MOST_PLACES) {
            places.add(named.group(1));
        }
        if (preferredNamespace() == null && status().get("namespace") instanceof String own) {
            places.add(own);
        }
        return List.copyOf(places);
    }

    private Map<String, Object> status() {
        return desk.read("status", Map.of()) instanceof ToolOutcome.Done(var _, var structured)
                ? tree(structured.get("cluster"))
                : Map.of();
    }

    @Override
    public List<Map<String, Object>> objects(String kind) {
        var known = objects.get(kind);
        if (known == null) {
            known = switch (kind) {
                case "HelmRelease" -> releases();
                case "Application" -> applications();
                default -> kubernetes(kind);
            };
            objects.put(kind, known);
        }
        return known;
    }

    private List<Map<String, Object>> kubernetes(String kind) {
        var found = new ArrayList<Map<String, Object>>();
        var outcome = pages(kind, null, found);
        if (outcome != null && outcome.code().equals("forbidden") && !places().isEmpty()) {
            found.clear();
            outcome = placeByPlace(kind, found);
        }
        if (outcome != null) {
            switch (outcome.code()) {
                case "forbidden" -> denied = denied == null && NAMED.contains(kind) ? outcome : denied;
                // A kind that this cluster does not have has no objects.
                case "not_found", "invalid_argument" -> {}
                default -> throw ClusterUnreadable.of(outcome);
            }
        }
        return found.stream()
                .sorted(Comparator.comparing(
                                (Map<String, Object> object) -> String.valueOf(object.getOrDefault("namespace", "")))
                        .thenComparing(object -> String.valueOf(object.get("name"))))
                .toList();
    }

    /** The first refusal; null if there was none. */
    private ToolOutcome.@Nullable Failed placeByPlace(String kind, List<Map<String, Object>> found) {
        ToolOutcome.Failed first = null;
        for (var place : places()) {
            var outcome = pages(kind, place, found);
            if (outcome != null && !outcome.code().equals("forbidden")) {
                return outcome;
            }
            first = first == null ? outcome : first;
        }
        return first;
    }

    private ToolOutcome.@Nullable Failed pages(
            String kind, @Nullable String namespace, List<Map<String, Object>> found) {
        String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            var outcome = desk.read("k8s_list", list(kind, namespace, cursor));
            switch (outcome) {
                case ToolOutcome.Done(var _, var structured) -> {
                    items(structured).forEach(item -> found.add(object(kind, item)));
                    cursor = structured.get("continue") instanceof String next ? next : null;
                }
                case ToolOutcome.Failed failed -> {
                    return failed;
                }
                case ToolOutcome.Unanswered unanswered -> throw ClusterUnreadable.of(unanswered);
            }
            if (cursor == null) {
                return null;
            }
        }
        return null;
    }

    private static Map<String, Object> list(String kind, @Nullable String namespace, @Nullable String cursor) {
        var arguments = new LinkedHashMap<String, Object>();
        arguments.put("kind", kind);
        arguments.put("output", "json");
        arguments.put("limit", PAGE);
        arguments.put("maxTokens", ROOM);
        if (namespace != null) {
            arguments.put("namespace", namespace);
        }
        if (cursor != null) {
            arguments.put("continue", cursor);
        }
        return arguments;
    }

    private static List<Map<String, Object>> items(Map<String, Object> structured) {
        var items = new ArrayList<Map<String, Object>>();
        if (structured.get("items") instanceof List<?> list) {
            list.forEach(item -> items.add(tree(item)));
        }
        return items;
    }

    private static Map<String, Object> object(String kind, Map<String, Object> item) {
        var metadata = metadata(item);
        var object = new LinkedHashMap<String, Object>();
        object.put("kind", kind);
        object.put("apiVersion", String.valueOf(item.getOrDefault("apiVersion", "")));
        object.put("name", String.valueOf(metadata.get("name")));
        if (metadata.get("namespace") instanceof String namespace) {
            object.put("namespace", namespace);
        }
        object.put("labels", tree(metadata.get("labels")));
        var spec = tree(item.get("spec"));
        if (SCALED.contains(kind)) {
            object.put("replicas", spec.get("replicas") instanceof Number number ? number.longValue() : 1L);
        }
        var containers = containers(spec);
        if (!containers.isEmpty()) {
            object.put("containers", containers);
        }
        if (kind.equals("ConfigMap")) {
            object.put("data", tree(item.get("data")));
        }
        object.put("object", item);
        return object;
    }

    private static List<Map<String, Object>> containers(Map<String, Object> spec) {
        var jobSpec = tree(tree(spec.get("jobTemplate")).get("spec"));
        var template = jobSpec.isEmpty() ? tree(spec.get("template")) : tree(jobSpec.get("template"));
        var podSpec = template.isEmpty() ? spec : tree(template.get("spec"));
        var containers = new ArrayList<Map<String, Object>>();
        if (podSpec.get("containers") instanceof List<?> list) {
            for (var item : list) {
                var container = tree(item);
                containers.add(Map.of(
                        "name", String.valueOf(container.get("name")),
                        "image", String.valueOf(container.getOrDefault("image", ""))));
            }
        }
        return containers;
    }

    private List<Map<String, Object>> releases() {
        if (!desk.reads("helm_list")) {
            return List.of();
        }
        var found = new ArrayList<Map<String, Object>>();
        var preferred = preferredNamespace();
        var places = preferred == null ? namespaces() : List.of(preferred);
        for (var namespace : places) {
            if (desk.read("helm_list", Map.of("namespace", namespace, "output", "json", "limit", PAGE))
                            instanceof ToolOutcome.Done(var _, var structured)
                    && structured.get("releases") instanceof List<?> list) {
                for (var item : list) {
                    var release = new LinkedHashMap<>(tree(item));
                    release.put("kind", "HelmRelease");
                    found.add(release);
                }
            }
        }
        return List.copyOf(found);
    }

    private List<Map<String, Object>> applications() {
        var found = new ArrayList<Map<String, Object>>();
        if (desk.reads("argocd_list")
                && desk.read("argocd_list", Map.of("output", "json", "limit", PAGE))
                        instanceof ToolOutcome.Done(var _, var structured)
                && structured.get("applications") instanceof List<?> list) {
            for (var item : list) {
                var application = new LinkedHashMap<>(tree(item));
                // Where it deploys to, not where it is: "in shop" must not hide it.
                application.remove("namespace");
                application.put("kind", "Application");
                found.add(application);
            }
        }
        return List.copyOf(found);
    }

    @Override
    public @Nullable String kind(String word) {
        var lower = word.toLowerCase(Locale.ROOT);
        if (desk.read("k8s_api_resources", Map.of("output", "json", "maxTokens", ROOM))
                instanceof ToolOutcome.Done(var _, var structured)) {
            for (var item : items(structured)) {
                var kind = String.valueOf(item.get("kind"));
                boolean abbreviated = item.get("shortNames") instanceof List<?> names && names.contains(lower);
                if (abbreviated || lower.equals(kind.toLowerCase(Locale.ROOT)) || lower.equals(item.get("plural"))) {
                    return kind;
                }
            }
        }
        return null;
    }

    private static Map<String, Object> metadata(Map<String, Object> item) {
        return tree(item.get("metadata"));
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> tree(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
