package io.lexiops.agent.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code copilot cancel}. */
@Command(name = "cancel", description = "Stops a case; what it changed stays and can be undone.")
final class CancelCommand extends CaseCommand {

    @Parameters(paramLabel = "ID", description = "the case")
    private CaseId id;

    @SuppressWarnings("NullAway.Init") // picocli sets the id before it calls
    CancelCommand() {}

    @Override
    ExitCode run(HostClient host) {
        follow(host, host.post(id.path() + "/cancel", Map.of()));
        return ExitCode.DONE;
    }
}
