package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The git that people use, to see our repositories with their eyes. */
public final class CommandLineGit {

    private final Path directory;

    public CommandLineGit(Path directory) {
        this.directory = directory;
    }

    public static CommandLineGit clone(Path from, Path to) {
        new CommandLineGit(from.toAbsolutePath()).run("clone", "-q", from.toString(), to.toString());
        return new CommandLineGit(to);
    }

    public String run(String... arguments) {
        var result = attempt(arguments);
        if (result.exit() != 0) {
            throw new AssertionError("git " + String.join(" ", arguments) + ": " + result.output());
        }
        return result.output();
    }

    /** How a command ended. */
    public record Result(int exit, String output) {}

    public Result attempt(String... arguments) {
        var command = new ArrayList<>(List.of("git", "-c", "user.name=Person", "-c", "user.email=person@example.org"));
        command.addAll(List.of(arguments));
        try {
            var builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
            builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
            builder.environment().put("GIT_EDITOR", "true");
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("git hangs");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
