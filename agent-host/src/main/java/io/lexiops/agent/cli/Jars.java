package io.lexiops.agent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the programs lie: the launcher script says it in {@code -Dcopilot.dist}. */
final class Jars {

    // About 80 MB live in each program. Left to itself the machine begins with a sixty-fourth of the memory and keeps
    // it;
    // this way the heap is as large as what lives in it. Without memory it ends, and its journal is whole.
    static final List<String> MACHINE = List.of(
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmn24m",
            "-Xmx1g",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=25",
            "-Xss512k",
            "-XX:+ExitOnOutOfMemoryError",
            // Else it warns on standard output, which belongs to the protocol where a program speaks MCP there.
            "-Xlog:disable",
            "-Xlog:all=warning:stderr",
            "--enable-native-access=ALL-UNNAMED");

    private Jars() {}

    /** The command that starts a program: {@code server} or {@code host}. */
    static List<String> command(String program) {
        return command(program, program);
    }

    /** @param use what it is started for: each use has a cache of its own, with the code that it needs and no other */
    static List<String> command(String program, String use) {
        var folder = Path.of(dist(), program);
        var jar = folder.resolve(program + ".jar");
        if (!Files.isReadable(jar)) {
            throw new CliFailed("the programs are not built: run ./copilot from the project's folder, it builds them");
        }
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(MACHINE);
        var cache = folder.resolve(use + ".aot");
        if (training()) {
            command.add("-XX:AOTCacheOutput=" + cache);
        } else if (Files.isReadable(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** Whether this run is the one that the launcher script makes after a build: it leaves a cache for later starts. */
    static boolean training() {
        return Boolean.getBoolean("copilot.training");
    }

    private static String dist() {
        var dist = System.getProperty("copilot.dist");
        if (dist == null) {
            throw new CliFailed("start the command line by the script ./copilot");
        }
        return dist;
    }
}
