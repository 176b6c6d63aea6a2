package io.lexiops.server.mcp;

import io.lexiops.server.McpServerApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The program as it is started in earnest: a process of its own, without anything of the tests on its class path. */
final class ServerProcess {

    private ServerProcess() {}

    static Process start(Path data, Path errors, String... arguments) {
        try {
            return new ProcessBuilder(command(data, arguments))
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> command(Path data, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                McpServerApplication.class.getName(),
                "--copilot.server.data-dir=" + data));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String classPath() {
        var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
