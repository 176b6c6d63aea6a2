package io.lexiops.agent.plan;

import io.lexiops.agent.tool.AgentRole;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.agent.tool.ToolRequest;
import io.lexiops.agent.tool.Toolbox;
import io.lexiops.rules.ExampleWorld;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The small shop of the rule packs' examples, seen through the planner's tools. */
final class SmallCluster implements Toolbox {

    private final Set<String> tools = new HashSet<>(Set.of(
            "status",
            "k8s_list",
            "k8s_get",
            "k8s_inspect",
            "k8s_events",
            "k8s_logs",
            "k8s_can_i",
            "k8s_diagnose",
            "k8s_api_resources",
            "helm_list",
            "helm_get",
            "argocd_list",
            "argocd_get",
            "prom_query"));
    private final Map<String, ToolOutcome> scripted = new LinkedHashMap<>();
    private String shout = "";
    private String only = "";
    private final List<ToolRequest> calls = new ArrayList<>();

    /** From now on every call of the tool ends so. */
    SmallCluster answers(String tool, ToolOutcome outcome) {
        scripted.put(tool, outcome);
        return this;
    }

    /** From now on only this namespace may be looked at, which is the server's own. */
    SmallCluster allowsOnly(String namespace) {
        only = namespace;
        return this;
    }

    SmallCluster without(String tool) {
        tools.remove(tool);
        return this;
    }

    /** From now on annotations, labels and values of every object say this. */
    SmallCluster shouts(String words) {
        shout = words;
        return this;
    }

    SmallCluster diagnoses(Map<String, Object> diagnosis) {
        return answers("k8s_diagnose", new ToolOutcome.Done("", diagnosis));
    }

    List<ToolRequest> calls() {
        return List.copyOf(calls);
    }

    @Override
    public AgentRole role() {
        return AgentRole.PLANNER;
    }

    @Override
    public Set<String> tools() {
        return Set.copyOf(tools);
    }

    @Override
    public Optional<Map<String, Object>> inputSchema(String tool) {
        return tools.contains(tool) ? Optional.of(Map.of("type", "object")) : Optional.empty();
    }

    @Override
    public ToolOutcome call(ToolRequest request) {
        calls.add(request);
        var script = scripted.get(request.tool());
        if (script != null) {
            return script;
        }
        var place = String.valueOf(request.arguments().get("namespace"));
        if (!only.isEmpty() && request.tool().equals("k8s_list") && !only.equals(place)) {
            return new ToolOutcome.Failed(
                    "forbidden", "may not list in " + place, "kubectl -n " + place + " create role", Map.of());
        }
        return switch (request.tool()) {
            case "k8s_list" -> done("items", items(request.arguments()));
            case "helm_list" ->
                done(
                        "releases",
                        ExampleWorld.smallShop().objects("HelmRelease").stream()
                                .filter(release -> Objects.equals(
                                        release.get("namespace"),
                                        request.arguments().get("namespace")))
                                .toList());
            case "argocd_list" -> done("applications", ExampleWorld.smallShop().objects("Application"));
            case "k8s_api_resources" -> done("items", List.of());
            case "status" -> done("cluster", only.isEmpty() ? Map.of() : Map.of("namespace", only));
            default -> new ToolOutcome.Failed("not_found", "there is no " + request.tool(), "", Map.of());
        };
    }

    private static ToolOutcome done(String key, Object value) {
        return new ToolOutcome.Done("", Map.of(key, value));
    }

    private List<Map<String, Object>> items(Map<String, Object> arguments) {
        return ExampleWorld.smallShop().objects(String.valueOf(arguments.get("kind"))).stream()
                .filter(object -> !arguments.containsKey("namespace")
                        || Objects.equals(arguments.get("namespace"), object.get("namespace")))
                .map(this::object)
                .toList();
    }

    private Map<String, Object> object(Map<String, Object> known) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", known.get("name"));
        if (known.containsKey("namespace")) {
            metadata.put("namespace", known.get("namespace"));
        }
        metadata.put("labels", known.getOrDefault("labels", Map.of()));
        if (!shout.isEmpty()) {
            metadata.put("annotations", Map.of("note", shout));
            metadata.put("labels", Map.of("note", shout));
        }
        var spec = new LinkedHashMap<String, Object>();
        if (known.containsKey("replicas")) {
            spec.put("replicas", known.get("replicas"));
        }
        spec.put("template", Map.of("spec", Map.of("containers", known.getOrDefault("containers", List.of()))));
        var object = new LinkedHashMap<String, Object>();
        object.put("apiVersion", known.getOrDefault("apiVersion", ""));
        object.put("kind", known.get("kind"));
        object.put("metadata", metadata);
        object.put("spec", spec);
        if (known.containsKey("data")) {
            object.put("data", known.get("data"));
        }
        return object;
    }
}
