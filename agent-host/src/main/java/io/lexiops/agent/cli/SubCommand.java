package io.lexiops.agent.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command below another command that talks to the host. */
@Command(mixinStandardHelpOptions = true)
abstract class SubCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    SubCommand() {}

    @Override
    public final Integer call() {
        var root = (Copilot) spec.root().userObject();
        try (var programs = Programs.use(Installation.of(root.cluster(), true), 0)) {
            return run(programs.host()).number();
        }
    }

    abstract ExitCode run(HostClient host);

    PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
