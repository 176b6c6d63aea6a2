package io.lexiops.agent.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code copilot reject}. */
@Command(name = "reject", description = "Says no to the plan that a case waits with.")
final class RejectCommand extends CaseCommand {

    @Parameters(paramLabel = "ID", description = "the case")
    private CaseId id;

    @Option(names = "--comment", defaultValue = "", description = "why, for the audit trail and for the supervisor")
    private String comment = "";

    @SuppressWarnings("NullAway.Init") // picocli sets the id before it calls
    RejectCommand() {}

    @Override
    ExitCode run(HostClient host) {
        var decision = Map.<String, Object>of("decision", "REJECT", "comment", comment);
        follow(host, host.post(id.path() + "/approval", decision));
        return ExitCode.DONE;
    }
}
