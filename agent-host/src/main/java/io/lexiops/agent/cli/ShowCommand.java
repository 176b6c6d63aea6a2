package io.lexiops.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code copilot show}. */
@Command(name = "show", description = "Shows a case: its plan, its answer, or what it waits for.")
final class ShowCommand extends CaseCommand {

    @Parameters(paramLabel = "ID", description = "the case")
    private CaseId id;

    @Option(names = "--history", description = "and everything that happened to it")
    private boolean history;

    @SuppressWarnings("NullAway.Init") // picocli sets the id before it calls
    ShowCommand() {}

    @Override
    ExitCode run(HostClient host) {
        var path = id.path();
        if (history) {
            Json.objects(host.get(path + "/history?after=0").get("events"))
                    .forEach(event -> err().println("%s  %-9s %s"
                            .formatted(Json.text(event, "at"), Json.text(event, "actor"), Json.text(event, "says"))));
            err().flush();
        }
        return show(host.get(path));
    }
}
