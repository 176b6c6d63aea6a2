package io.lexiops.agent.review;

import io.lexiops.agent.tool.Patience;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.agent.tool.ToolRequest;
import io.lexiops.agent.tool.Toolbox;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the Reviewer asks the server in one review: reads and dry runs, each question once. */
final class ServerReads {

    private final Toolbox reviewer;
    private final Toolbox router;
    private final Patience patience;
    private final InstantSource clock;
    private final Duration atMost;
    private final String caseId;
    private final Map<String, ToolOutcome> answered = new LinkedHashMap<>();

    ServerReads(
            Toolbox reviewer, Toolbox router, Patience patience, InstantSource clock, Duration atMost, String caseId) {
        this.reviewer = reviewer;
        this.router = router;
        this.patience = patience;
        this.clock = clock;
        this.atMost = atMost;
        this.caseId = caseId;
    }

    ToolOutcome read(String tool, Map<String, Object> arguments) {
        var question = tool + arguments;
        var known = answered.get(question);
        if (known != null) {
            return known;
        }
        var outcome = ask(tool, arguments);
        answered.put(question, outcome);
        return outcome;
    }

    ToolOutcome dryRun(String tool, Map<String, Object> arguments) {
        var dry = new LinkedHashMap<String, Object>(arguments);
        dry.put("dryRun", true);
        return ask(tool, dry);
    }

    private ToolOutcome ask(String tool, Map<String, Object> arguments) {
        return patience.until(
                clock.instant().plus(atMost), () -> reviewer.call(ToolRequest.read(tool, arguments, caseId)));
    }

    Optional<Map<String, Object>> schema(String tool) {
        return reviewer.inputSchema(tool);
    }

    /** Names of the tools that the Reviewer sees; empty while the server is away. */
    Set<String> tools() {
        return reviewer.tools();
    }

    /** Names of the tools that the Router may call. */
    Set<String> executable() {
        return router.tools();
    }
}
