package io.lexiops.agent.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code copilot up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts both programs and keeps them until Ctrl-C; other commands use them meanwhile.")
final class UpCommand implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "0", description = "port of the host's HTTP interface; any free one if 0")
    private int port;

    @ParentCommand
    private Copilot root;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets both before it calls
    UpCommand() {}

    @Override
    public Integer call() {
        var installation = Installation.of(root.cluster(), false);
        var programs = Programs.use(installation, port);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            programs.close();
            stopped.countDown();
        }));
        var out = spec.commandLine().getOut();
        out.println("connected to   " + installation.words());
        out.println("agent host     http://127.0.0.1:" + programs.running().hostPort() + "   (REST under /api/v1)");
        out.println("mcp server     http://127.0.0.1:" + programs.running().serverPort() + "/mcp");
        if (installation.sandbox()) {
            out.println("kubectl        --kubeconfig "
                    + installation.home().folder().resolve("kubeconfig"));
        }
        out.println("data, tokens   " + installation.home().folder());
        out.println("knowledge      " + installation.home().hostData().resolve("knowledge"));
        out.println("rules          " + installation.home().hostData().resolve("rules/repository"));
        out.println("stop with Ctrl-C");
        out.flush();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.DONE.number();
    }
}
