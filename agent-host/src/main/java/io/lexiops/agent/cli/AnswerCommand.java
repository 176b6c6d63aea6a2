package io.lexiops.agent.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code copilot answer}. */
@Command(name = "answer", description = "Answers the question of a case, and follows it.")
final class AnswerCommand extends CaseCommand {

    @Parameters(index = "0", paramLabel = "ID", description = "the case")
    private CaseId id;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "the answer")
    private List<String> words = List.of();

    @SuppressWarnings("NullAway.Init") // picocli sets the id before it calls
    AnswerCommand() {}

    @Override
    ExitCode run(HostClient host) {
        var path = id.path() + "/answer";
        return follow(host, host.post(path, Map.of("text", String.join(" ", words))));
    }
}
