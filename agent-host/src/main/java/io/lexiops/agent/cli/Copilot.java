package io.lexiops.agent.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code copilot}. */
@Command(
        name = "copilot",
        mixinStandardHelpOptions = true,
        version = "copilot 0.1.0",
        description = "Operates Kubernetes by rules: plans, reviews, runs, verifies, undoes, remembers.",
        footer = {
            "",
            "Examples:",
            "  copilot --sandbox ask \"double the replicas of web in shop\" --wait",
            "  copilot ask \"why is cart in shop broken?\"",
            "  copilot approve k7f3-9q2m",
            "",
            "Exit codes: 0 done, 1 error, 2 waits for a person, 3 handed to a person."
        },
        subcommands = {
            UpCommand.class,
            AskCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            AnswerCommand.class,
            CancelCommand.class,
            UndoCommand.class,
            ShowCommand.class,
            ListCommand.class,
            WatchCommand.class,
            RulesCommand.class,
            KnowledgeCommand.class,
            AuditCommand.class,
            McpCommand.class,
            DoctorCommand.class
        })
final class Copilot implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @CommandLine.Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before anything else
    Copilot() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return commandLine(TerminalWriter.on(System.out), TerminalWriter.on(System.err))
                .execute(args);
    }

    /** All commands; they print to these writers only. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Copilot())
                .setOut(out)
                .setErr(err)
                // Its colours would be shown as signs: the writers cannot tell them from those in somebody's words.
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(CaseId.class, CaseId::read)
                // Picocli's own 2 for a wrong option means here that a case waits for a person.
                .setExitCodeExceptionMapper(_ -> ExitCode.ERROR.number())
                .setExecutionExceptionHandler((e, commandLine, _) -> {
                    if (!(e instanceof CliFailed)) {
                        throw e;
                    }
                    commandLine.getErr().println("copilot: " + e.getMessage());
                    return ExitCode.ERROR.number();
                });
    }

    ClusterOptions cluster() {
        return cluster;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say which command");
    }
}
