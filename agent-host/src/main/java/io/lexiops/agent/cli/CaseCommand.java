package io.lexiops.agent.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all commands have that talk to the host about cases. */
@Command(mixinStandardHelpOptions = true)
abstract class CaseCommand implements Callable<Integer> {

    /** How a result is printed. */
    enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text, or json for programs")
    private Format format = Format.TEXT;

    @ParentCommand
    private Copilot root;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets both before it calls
    CaseCommand() {}

    @Override
    public final Integer call() {
        try (var programs = Programs.use(installation(), 0)) {
            return run(programs.host()).number();
        }
    }

    abstract ExitCode run(HostClient host);

    /** Commands about an existing case mean the installation that was used last. */
    Installation installation() {
        return Installation.of(root.cluster(), true);
    }

    Copilot root() {
        return root;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Progress goes here, so that the answer alone is on standard output. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints the case as it is now. */
    ExitCode show(Map<String, Object> found) {
        if (format == Format.JSON) {
            out().println(Json.pretty(found));
        } else {
            out().print(CaseText.of(found));
        }
        out().flush();
        return CaseText.exitCode(found);
    }

    /** Follows the case until it is over or waits for a person, then prints it. */
    ExitCode follow(HostClient host, Map<String, Object> first) {
        return show(new Following(host, format == Format.TEXT ? err() : null).untilRest(first));
    }
}
