package io.lexiops.server.mcp;

import io.lexiops.rules.PackVersion;
import io.lexiops.server.output.Table;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.OutputField;
import io.lexiops.server.tool.StatusEntry;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What this server is, what the caller is to it, and what is hidden and why. */
final class StatusTool implements Tool {

    private final String version;
    private final BooleanSupplier writesEnabled;
    private final Supplier<ToolRegistry> registry;
    private final ToolRights rights;
    private final ClusterStatus cluster;
    private final Supplier<List<PackVersion>> packs;
    private final List<StatusEntry> entries;

    StatusTool(
            String version,
            BooleanSupplier writesEnabled,
            Supplier<ToolRegistry> registry,
            ToolRights rights,
            ClusterStatus cluster,
            Supplier<List<PackVersion>> packs,
            List<StatusEntry> entries) {
        this.version = version;
        this.writesEnabled = writesEnabled;
        this.registry = registry;
        this.rights = rights;
        this.cluster = cluster;
        this.packs = packs;
        this.entries = List.copyOf(entries);
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                        "status",
                        "Server status",
                        ToolEffect.READ,
                        "Which cluster this is, what you may do, which backends are ready, which tools are hidden and why. Call it"
                                + " first, or when a tool is missing.",
                        List.of(),
                        true,
                        false)
                .answering(
                        OutputField.always("version", OutputField.Type.STRING),
                        OutputField.always("identity", OutputField.Type.STRING),
                        OutputField.always("role", OutputField.Type.STRING),
                        OutputField.always("writes", OutputField.Type.STRING),
                        OutputField.always("cluster", OutputField.Type.OBJECT),
                        OutputField.always("backends", OutputField.Type.OBJECTS));
    }

    @Override
    public ToolResult call(ToolCall call) {
        var structured = new LinkedHashMap<String, Object>();
        structured.put("server", "devops-copilot");
        structured.put("version", version);
        structured.put("identity", call.caller().name());
        structured.put("role", call.caller().role().name().toLowerCase(Locale.ROOT));
        structured.put("cluster", cluster(call.caller()));
        structured.put("backends", backends(call.caller()));
        structured.put("switchedOff", switchedOff());
        structured.put("packs", packs.get().stream().map(StatusTool::json).toList());
        structured.put("writes", writesEnabled.getAsBoolean() ? "enabled" : "disabled");
        structured.put("grants", Map.of("keyIds", List.of()));
        entries.forEach(entry -> structured.put(entry.key(), entry.value()));
        return ToolResult.of(text(structured), structured);
    }

    private Map<String, Object> cluster(Caller caller) {
        var about = new LinkedHashMap<>(cluster.about());
        about.put("namespaces", List.copyOf(new TreeSet<>(caller.namespaces())));
        return about;
    }

    private List<Map<String, Object>> backends(Caller caller) {
        var backends = new ArrayList<Map<String, Object>>();
        for (var toolset : registry.get().toolsets()) {
            var backend = new LinkedHashMap<String, Object>();
            backend.put("name", toolset.name());
            switch (toolset.state()) {
                case Toolset.State.Ready _ -> backend.put("state", "ready");
                case Toolset.State.NotConfigured(var why) -> {
                    backend.put("state", "not_configured");
                    backend.put("why", why);
                }
                case Toolset.State.Unavailable(var why) -> {
                    backend.put("state", "unavailable");
                    backend.put("why", why);
                }
            }
            backend.put("hiddenTools", hidden(toolset, caller));
            backends.add(backend);
        }
        return backends;
    }

    /** The tools that a setting hides from everybody, with the setting. */
    private Map<String, String> switchedOff() {
        var off = new TreeMap<String, String>();
        registry.get()
                .all()
                .forEach(entry -> rights.switchedOff(entry)
                        .ifPresent(why -> off.put(entry.spec().name(), why)));
        return off;
    }

    private List<String> hidden(Toolset toolset, Caller caller) {
        return registry.get().all().stream()
                .filter(entry -> entry.toolset().equals(toolset) && !rights.sees(caller, entry))
                .map(entry -> entry.spec().name())
                .toList();
    }

    private static Map<String, Object> json(PackVersion pack) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", pack.name());
        json.put("version", pack.version());
        if (pack.commit() != null) {
            json.put("commit", pack.commit());
        }
        json.put("digest", pack.digest());
        return json;
    }

    private String text(Map<String, Object> structured) {
        var table = Table.of("BACKEND", "STATE", "HIDDEN TOOLS", "WHY");
        for (var toolset : registry.get().toolsets()) {
            var why = switch (toolset.state()) {
                case Toolset.State.Ready _ -> "";
                case Toolset.State.NotConfigured(var reason) -> reason;
                case Toolset.State.Unavailable(var reason) -> reason;
            };
            var state = switch (toolset.state()) {
                case Toolset.State.Ready _ -> "ready";
                case Toolset.State.NotConfigured _ -> "not configured";
                case Toolset.State.Unavailable _ -> "unavailable";
            };
            table.row(toolset.name(), state, Integer.toString(hiddenCount(structured, toolset)), why);
        }
        return "devops-copilot " + version + "; you are " + structured.get("identity") + " (" + structured.get("role")
                + "); writes are " + structured.get("writes") + "\ncluster: " + structured.get("cluster") + "\n"
                + table.render() + "\nrule packs: "
                + packs.get().stream()
                        .map(pack -> pack.name() + " " + pack.version())
                        .toList()
                + switchedOff().entrySet().stream()
                        .map(off -> "\n" + off.getKey() + " is hidden: " + off.getValue())
                        .collect(Collectors.joining());
    }

    private static int hiddenCount(Map<String, Object> structured, Toolset toolset) {
        return structured.get("backends") instanceof List<?> backends
                ? backends.stream()
                        .filter(backend -> backend instanceof Map<?, ?> map
                                && toolset.name().equals(map.get("name")))
                        .mapToInt(backend ->
                                backend instanceof Map<?, ?> map && map.get("hiddenTools") instanceof List<?> l
                                        ? l.size()
                                        : 0)
                        .sum()
                : 0;
    }
}
