package io.lexiops.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code copilot doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what is configured, reachable and permitted, and how to fix what is not.")
final class DoctorCommand implements Callable<Integer> {

    @ParentCommand
    private Copilot root;

    @Spec
    private CommandSpec spec;

    private boolean sound = true;

    @SuppressWarnings("NullAway.Init") // picocli sets both before it calls
    DoctorCommand() {}

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        good(out, "Java", System.getProperty("java.version") + " at " + System.getProperty("java.home"));
        var installation = Installation.of(root.cluster(), true);
        good(out, "cluster", installation.words());
        var folder = installation.home().folder();
        check(
                out,
                "home",
                Files.isWritable(folder),
                folder.toString(),
                "make it writable, or choose another with --home");
        try (var programs = Programs.use(installation, 0)) {
            good(
                    out,
                    "programs",
                    "host on port %d, server on port %d"
                            .formatted(
                                    programs.running().hostPort(),
                                    programs.running().serverPort()));
            backends(out, programs.host());
        } catch (CliFailed e) {
            bad(out, "programs", String.valueOf(e.getMessage()), "read the log that is named");
        }
        out.flush();
        return (sound ? ExitCode.DONE : ExitCode.ERROR).number();
    }

    private void backends(PrintWriter out, HostClient host) {
        var status = host.get("/api/v1/status");
        for (var check : Json.objects(status.get("checks"))) {
            check(
                    out,
                    Json.text(check, "name"),
                    Boolean.TRUE.equals(check.get("well")),
                    Json.text(check, "says"),
                    Json.text(check, "remedy"));
        }
    }

    private void check(PrintWriter out, String name, boolean well, String says, String remedy) {
        if (well) {
            good(out, name, says);
        } else {
            bad(out, name, says, remedy);
        }
    }

    private static void good(PrintWriter out, String name, String says) {
        out.println("ok    %-14s %s".formatted(name, says));
    }

    private void bad(PrintWriter out, String name, String says, String remedy) {
        sound = false;
        out.println("FIX   %-14s %s".formatted(name, says));
        if (!remedy.isBlank()) {
            out.println("      %-14s -> %s".formatted("", remedy));
        }
    }
}
