package io.lexiops.agent.http;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.KnowledgeState;
import io.lexiops.agent.supervise.GitRuleRepository;
import io.lexiops.agent.supervise.RuleProblem;
import io.lexiops.agent.tool.AgentRole;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.agent.tool.ToolRequest;
import io.lexiops.agent.tool.Toolbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is configured, reachable and permitted, each with what to do if not: the text of {@code copilot doctor}. */
@RestController
@RequestMapping("/api/v1/status")
class StatusController {

    private final List<Toolbox> toolboxes;
    private final KnowledgeBase knowledge;
    private final GitRuleRepository rules;

    StatusController(List<Toolbox> toolboxes, KnowledgeBase knowledge, GitRuleRepository rules) {
        this.toolboxes = List.copyOf(toolboxes);
        this.knowledge = knowledge;
        this.rules = rules;
    }

    @GetMapping
    Map<String, Object> status() {
        var checks = new ArrayList<Map<String, Object>>();
        for (var toolbox : toolboxes) {
            var outcome = toolbox.call(ToolRequest.read("status", Map.of(), null));
            checks.add(role(toolbox, outcome));
            if (toolbox.role() == AgentRole.PLANNER && outcome instanceof ToolOutcome.Done(var _, var structured)) {
                checks.addAll(backends(structured));
            }
        }
        checks.add(knowledge());
        checks.add(rules());
        return Map.of("checks", checks);
    }

    private static Map<String, Object> role(Toolbox toolbox, ToolOutcome outcome) {
        var name = toolbox.role().name().toLowerCase(Locale.ROOT);
        return switch (outcome) {
            case ToolOutcome.Done _ -> check(name, true, toolbox.tools().size() + " tools", "");
            case ToolOutcome.Failed(var code, var message, var remedy, var _) ->
                check(name, false, message + " (" + code + ")", remedy);
            case ToolOutcome.Unanswered(var reason) ->
                check(name, false, reason, "is the server up, and does it know this role's token?");
        };
    }

    private static List<Map<String, Object>> backends(Map<String, Object> status) {
        var checks = new ArrayList<Map<String, Object>>();
        if (status.get("backends") instanceof List<?> backends) {
            for (var item : backends) {
                if (item instanceof Map<?, ?> backend) {
                    var state = String.valueOf(backend.get("state"));
                    var why = backend.get("why") == null ? "" : String.valueOf(backend.get("why"));
                    // A backend that nobody configured is not a fault.
                    checks.add(check(
                            String.valueOf(backend.get("name")),
                            !state.equals("unavailable"),
                            state + (why.isBlank() ? "" : ": " + why),
                            state.equals("unavailable") ? why : ""));
                }
            }
        }
        return checks;
    }

    private Map<String, Object> knowledge() {
        KnowledgeState state = knowledge.state();
        var says = "%d files at %s in %s".formatted(state.files(), state.commit(), state.directory());
        return check("knowledge", state.well(), says, String.join("; ", state.notices()));
    }

    private Map<String, Object> rules() {
        var state = rules.state();
        var why = new ArrayList<>(
                state.problems().stream().map(RuleProblem::toString).toList());
        why.addAll(state.notices());
        var says = "%s in %s".formatted(state.inForce(), state.directory());
        return check(
                "rules",
                state.well(),
                state.refused().isEmpty() ? says : says + "; refused: " + state.refused(),
                String.join("; ", why));
    }

    private static Map<String, Object> check(String name, boolean well, String says, String remedy) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("well", well);
        json.put("says", says);
        json.put("remedy", remedy);
        return json;
    }
}
