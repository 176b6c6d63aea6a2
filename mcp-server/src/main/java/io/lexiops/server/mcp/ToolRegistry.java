package io.lexiops.server.mcp;

import io.lexiops.server.access.Fence;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All tools by name, in the order of their names. */
final class ToolRegistry {

    private final List<Toolset> toolsets;
    private final TreeMap<String, Entry> entries = new TreeMap<>();

    /**
     * Collects the tools.
     *
     * @throws IllegalStateException if two tools have one name
     */
    ToolRegistry(List<Toolset> toolsets) {
        this.toolsets = List.copyOf(toolsets);
        for (var toolset : toolsets) {
            for (var tool : toolset.tools()) {
                var spec = tool.spec();
                var other = entries.put(spec.name(), new Entry(toolset, tool, spec));
                if (other != null) {
                    throw new IllegalStateException("two tools are called " + spec.name() + ": one of "
                            + other.toolset().name() + ", one of " + toolset.name());
                }
            }
        }
    }

    List<Toolset> toolsets() {
        return toolsets;
    }

    Collection<Entry> all() {
        return Collections.unmodifiableCollection(entries.values());
    }

    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** A tool with the backend that it belongs to. */
    record Entry(Toolset toolset, Tool tool, ToolSpec spec) {

        /** The same, but all that the tool does is done in the caller's name: backends see only what is open to them. */
        Entry behind(Fence fence) {
            return new Entry(toolset, new Fenced(tool, fence), spec);
        }
    }

    private record Fenced(Tool tool, Fence fence) implements Tool {

        @Override
        public ToolSpec spec() {
            return tool.spec();
        }

        @Override
        public ToolResult call(ToolCall call) {
            return fence.inNameOf(call.caller(), () -> tool.call(call));
        }
    }
}
