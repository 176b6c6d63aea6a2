package io.lexiops.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code copilot watch}. */
@Command(name = "watch", description = "Follows a case until it is over or waits for a person.")
final class WatchCommand extends CaseCommand {

    @Parameters(paramLabel = "ID", description = "the case")
    private CaseId id;

    @SuppressWarnings("NullAway.Init") // picocli sets the id before it calls
    WatchCommand() {}

    @Override
    ExitCode run(HostClient host) {
        return follow(host, host.get(id.path()));
    }
}
