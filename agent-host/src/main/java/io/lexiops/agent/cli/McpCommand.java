package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.json.JsonMapper;

/** {@code copilot mcp}. */
@Command(
        name = "mcp",
        mixinStandardHelpOptions = true,
        description = "Speaks MCP on standard input and output, for an IDE assistant.")
final class McpCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParentCommand
    private Copilot root;

    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    McpCommand() {}

    @Override
    public Integer call() {
        var installation = Installation.of(root.cluster(), false);
        var settings = new LinkedHashMap<String, Object>(installation.clusterSettings());
        // A data folder of its own: the server of the agent host may be running beside it.
        settings.put(
                "copilot.server.data-dir",
                installation.home().folder().resolve("ide").toString());
        settings.put("copilot.server.writes", "enabled");
        settings.remove("copilot.kubernetes.sandbox-state");
        settings.remove("copilot.kubernetes.sandbox-kubeconfig");
        // Beside running programs it is their sandbox; without them one of its own, that ends with it.
        var shared = installation.home().folder().resolve("kubeconfig");
        if (installation.sandbox() && Programs.running(installation) && Files.isReadable(shared)) {
            settings.put("copilot.kubernetes.sandbox", false);
            settings.put("copilot.kubernetes.kubeconfig", shared.toString());
        }
        if (root.cluster().namespace != null) {
            settings.put("copilot.server.namespaces", List.of(root.cluster().namespace));
        }
        var command = new ArrayList<>(Jars.command("server", "stdio"));
        // It lives as long as an editor, for one person: a quick start is worth more than the best code.
        command.add(1, "-XX:TieredStopAtLevel=1");
        command.add("--stdio");
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("SPRING_APPLICATION_JSON", JSON.writeValueAsString(settings));
        try {
            var server = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
            return server.waitFor();
        } catch (IOException e) {
            throw new CliFailed("cannot start the server: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.ERROR.number();
        }
    }
}
