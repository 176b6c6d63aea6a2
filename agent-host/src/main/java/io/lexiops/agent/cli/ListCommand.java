package io.lexiops.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code copilot list}. */
@Command(name = "list", description = "Lists the newest cases.")
final class ListCommand extends CaseCommand {

    @Option(
            names = "--state",
            defaultValue = "",
            description = "only cases in this state, for example awaiting_approval")
    private String state = "";

    @Option(names = "--limit", defaultValue = "20", description = "how many")
    private int limit = 20;

    @Override
    ExitCode run(HostClient host) {
        var only = state.isBlank() ? "" : "&state=" + HostClient.encode(state);
        for (var found :
                Json.objects(host.get("/api/v1/requests?limit=" + limit + only).get("requests"))) {
            out().println("%s  %-17s  %s  %s"
                    .formatted(
                            Json.text(found, "id"),
                            Json.text(found, "state"),
                            Json.text(found, "receivedAt"),
                            Json.text(found, "text").lines().findFirst().orElse("")));
        }
        out().flush();
        return ExitCode.DONE;
    }
}
