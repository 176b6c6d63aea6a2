package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A person with the command line: starts it as the launcher script does and reads what it prints. */
final class CommandLineUser implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long LONGEST_SECONDS = 240;

    private final Path home;
    private final List<String> cluster;
    private final Path dist;
    private Process up;

    /**
     * A person who has started the programs.
     *
     * @param cluster the options that name the cluster
     */
    CommandLineUser(Path home, List<String> cluster) throws IOException {
        this.home = home;
        this.cluster = List.copyOf(cluster);
        this.dist = Path.of("..", "target", "dist").toAbsolutePath().normalize();
        assumeTrue(
                Files.isReadable(dist.resolve("host/host.jar")), "the programs are not built: run ./copilot --version");
        this.up = startUp();
    }

    private Process startUp() throws IOException {
        var process = builder(List.of("up")).start();
        var out = process.inputReader(StandardCharsets.UTF_8);
        var lines = new ArrayList<String>();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.startsWith("stop with")) {
                return process;
            }
        }
        throw new IllegalStateException("the programs did not start: " + lines + "\n" + errors(process));
    }

    /** The folder with the data of the two programs. */
    Path folder() throws IOException {
        try (var folders = Files.newDirectoryStream(home, path -> Files.isDirectory(path.resolve("host")))) {
            return folders.iterator().next();
        }
    }

    /** Ends the programs without a warning and starts them again. */
    void killAndRestart() throws IOException {
        kill("hostPid");
        kill("serverPid");
        restart();
    }

    /** Ends one program without a warning. */
    void kill(String program) throws IOException {
        var running = JSON.readTree(Files.readString(folder().resolve("running.json")));
        var process = ProcessHandle.of(running.path(program).asLong());
        process.ifPresent(ProcessHandle::destroyForcibly);
        process.ifPresent(handle -> handle.onExit().join());
    }

    /** Ends what keeps the programs, as with Ctrl-C, and starts them again. */
    void restart() throws IOException {
        close();
        up = startUp();
    }

    /** The programs that work on this home now. */
    long programs() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("-jar ") && line.contains(dist.toString()))
                        .isPresent())
                .filter(process -> home(process.pid()).contains(home.toString()))
                .count();
    }

    private static String home(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    Said say(String... arguments) {
        return say("", List.of(arguments));
    }

    Said say(String input, List<String> arguments) {
        try {
            var process = builder(arguments).start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var err = new StringBuilder();
            var reader = Thread.ofVirtual().start(() -> err.append(errors(process)));
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end after " + LONGEST_SECONDS + " s: " + arguments);
            }
            reader.join();
            return new Said(process.exitValue(), out, err.toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks with consent given ahead and waits for the answer. */
    Said ask(String namespace, String words) {
        return say("ask", words, "-n", namespace, "--yes", "--wait", "-o", "json");
    }

    private ProcessBuilder builder(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.add("-Dcopilot.dist=" + dist);
        command.addAll(List.of("-cp", dist.resolve("host/host.jar").toString(), Copilot.class.getName()));
        command.addAll(cluster);
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        builder.environment().put("COPILOT_HOME", home.toString());
        builder.environment().remove("KUBECONFIG");
        return builder;
    }

    private static String errors(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        up.destroy();
        up.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    static JsonNode tree(String json) {
        return JSON.readTree(json);
    }

    /** What a command printed and how it ended. */
    record Said(int exit, String out, String err) {

        @SuppressWarnings("unchecked") // a JSON object always has string keys
        Map<String, Object> json() {
            assertThat(out).as(err).startsWith("{");
            return JSON.readValue(out, LinkedHashMap.class);
        }

        String id() {
            return String.valueOf(json().get("id"));
        }

        String state() {
            return String.valueOf(json().get("state"));
        }

        /** The answer for people; of a case without one, what it waits for. */
        String answer() {
            var json = json();
            return json.get("answer") instanceof Map<?, ?> answer
                    ? String.valueOf(answer.get("text"))
                    : String.valueOf(json.get("question")) + json.get("because");
        }

        Said ends(String state, int exitCode) {
            assertThat(state()).as("%s%n%s", out, err).isEqualTo(state);
            assertThat(exit).as(err).isEqualTo(exitCode);
            return this;
        }

        Said done() {
            return ends("COMPLETED", 0);
        }
    }
}
