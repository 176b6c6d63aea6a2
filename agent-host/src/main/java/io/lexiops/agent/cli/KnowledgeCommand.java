package io.lexiops.agent.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code copilot knowledge}. */
@Command(
        name = "knowledge",
        mixinStandardHelpOptions = true,
        description = "The runbooks, lessons and decisions that answers rest on.",
        subcommands = KnowledgeCommand.Search.class)
final class KnowledgeCommand {

    /** {@code copilot knowledge search}. */
    @Command(name = "search", description = "Finds the passages that best match the words.")
    static final class Search extends SubCommand {

        @Parameters(arity = "1..*", paramLabel = "WORDS", description = "what to look for")
        private List<String> words = List.of();

        @Option(names = "--at", defaultValue = "", description = "search as of this commit, branch or tag")
        private String at = "";

        @Override
        ExitCode run(HostClient host) {
            var commit = at.isBlank() ? "" : "&at=" + HostClient.encode(at);
            var found = host.get("/api/v1/knowledge/search?q=" + HostClient.encode(String.join(" ", words)) + commit);
            for (var passage : Json.objects(found.get("passages"))) {
                out().println(Json.text(passage, "citation") + "  " + Json.text(passage, "title"));
                Json.text(passage, "text").lines().limit(4).forEach(line -> out().println("    " + line));
            }
            out().flush();
            return ExitCode.DONE;
        }
    }
}
