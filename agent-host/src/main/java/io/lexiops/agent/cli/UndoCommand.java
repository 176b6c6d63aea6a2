package io.lexiops.agent.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code copilot undo}. */
@Command(name = "undo", description = "Brings back what was there before a case changed it.")
final class UndoCommand extends CaseCommand {

    @Parameters(paramLabel = "ID", description = "the case")
    private CaseId id;

    @SuppressWarnings("NullAway.Init") // picocli sets the id before it calls
    UndoCommand() {}

    @Override
    ExitCode run(HostClient host) {
        return follow(host, host.post(id.path() + "/undo", Map.of()));
    }
}
