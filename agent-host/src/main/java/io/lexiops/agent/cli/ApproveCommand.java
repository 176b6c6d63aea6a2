package io.lexiops.agent.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code copilot approve}. */
@Command(name = "approve", description = "Allows the plan that a case waits with, and follows it.")
final class ApproveCommand extends CaseCommand {

    @Parameters(paramLabel = "ID", description = "the case")
    private CaseId id;

    @Option(names = "--comment", defaultValue = "", description = "why, for the audit trail")
    private String comment = "";

    @Option(names = "--digest", defaultValue = "", description = "the plan that you saw; else the one that waits now")
    private String digest = "";

    @SuppressWarnings("NullAway.Init") // picocli sets the id before it calls
    ApproveCommand() {}

    @Override
    ExitCode run(HostClient host) {
        var path = id.path();
        var seen = digest.isBlank() ? Json.text(Json.object(host.get(path).get("plan")), "digest") : digest;
        var decision = Map.<String, Object>of("decision", "APPROVE", "planDigest", seen, "comment", comment);
        return follow(host, host.post(path + "/approval", decision));
    }
}
