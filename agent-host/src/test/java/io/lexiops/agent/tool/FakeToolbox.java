package io.lexiops.agent.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A toolbox that answers by functions, and remembers what it was asked. */
public final class FakeToolbox implements Toolbox {

    private final AgentRole role;
    private final Map<String, Map<String, Object>> schemas = new LinkedHashMap<>();
    private final Map<String, Function<ToolRequest, ToolOutcome>> answers = new LinkedHashMap<>();
    private final List<ToolRequest> calls = new ArrayList<>();

    public FakeToolbox(AgentRole role) {
        this.role = role;
    }

    /** A tool that takes any argument. */
    public FakeToolbox tool(String name, Function<ToolRequest, ToolOutcome> answer) {
        return tool(name, Map.of("type", "object"), answer);
    }

    public FakeToolbox tool(String name, Map<String, Object> schema, Function<ToolRequest, ToolOutcome> answer) {
        schemas.put(name, schema);
        answers.put(name, answer);
        return this;
    }

    /** The tool is not visible any more. */
    public FakeToolbox without(String name) {
        schemas.remove(name);
        answers.remove(name);
        return this;
    }

    public static ToolOutcome done(Map<String, Object> structured) {
        return new ToolOutcome.Done("", structured);
    }

    public static ToolOutcome failed(String code, String message) {
        return new ToolOutcome.Failed(code, message, "", Map.of());
    }

    public List<ToolRequest> calls() {
        return List.copyOf(calls);
    }

    public List<ToolRequest> calls(String tool) {
        return calls.stream().filter(call -> call.tool().equals(tool)).toList();
    }

    @Override
    public AgentRole role() {
        return role;
    }

    @Override
    public Set<String> tools() {
        return Set.copyOf(schemas.keySet());
    }

    @Override
    public Optional<Map<String, Object>> inputSchema(String tool) {
        return Optional.ofNullable(schemas.get(tool));
    }

    @Override
    public ToolOutcome call(ToolRequest request) {
        calls.add(request);
        var answer = answers.get(request.tool());
        return answer == null ? failed("not_found", "there is no tool " + request.tool()) : answer.apply(request);
    }
}
