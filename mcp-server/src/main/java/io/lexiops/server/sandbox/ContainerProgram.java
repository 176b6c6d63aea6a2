package io.lexiops.server.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What runs in a container: its image, its command and its surroundings, and what comes of them. */
final class ContainerProgram {

    private static final Pattern HTTPD_PORT = Pattern.compile("-p\\s*(?:[\\d.]+:)?(\\d+)");
    private static final Pattern OWN_PORT = Pattern.compile("--port[ =](\\d+)");
    private static final Pattern NC_PORT = Pattern.compile("(?:-p\\s*|-l\\w*\\s+)(\\d+)");

    /** What a running program answers. */
    record Listening(Map<Integer, Set<String>> http, Set<Integer> tcp, Instant from) {
        Listening {
            http = Map.copyOf(http);
            tcp = Set.copyOf(tcp);
        }

        boolean accepts(int port, Instant now) {
            return !now.isBefore(from) && (tcp.contains(port) || http.containsKey(port));
        }

        int status(int port, String path) {
            var paths = http.getOrDefault(port, Set.of());
            var plain = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
            return paths.contains("*") || paths.contains(plain) ? 200 : 404;
        }
    }

    private final ContainerImage image;
    private final JsonNode container;
    private final Map<String, String> environment;
    private final Set<String> files;

    ContainerProgram(ContainerImage image, JsonNode container, Map<String, String> environment, Set<String> files) {
        this.image = image;
        this.container = container;
        this.environment = Map.copyOf(environment);
        this.files = new HashSet<>(files);
    }

    List<String> words() {
        var own = Trees.texts(container, "command");
        var arguments = Trees.texts(container, "args");
        var words = new ArrayList<>(own.isEmpty() ? image.entrypoint() : own);
        words.addAll(own.isEmpty() && arguments.isEmpty() ? image.command() : arguments);
        return words.stream()
                .map(word -> Environment.Builder.substituted(word, environment))
                .toList();
    }

    /** Why the container runtime can't start it; empty if it can. */
    String startError() {
        var words = words();
        if (words.isEmpty()) {
            return "no command specified";
        }
        var program = words.getFirst();
        if (image.hasBinary(program)) {
            return "";
        }
        var why = program.startsWith("/")
                ? "exec: " + ApiFailure.quoted(program) + ": stat " + program + ": no such file or directory"
                : "exec: " + ApiFailure.quoted(program) + ": executable file not found in $PATH";
        return "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
                + "unable to start container process: error during container init: " + why + ": unknown";
    }

    /** Runs it, in thought. */
    ShellScript.Outcome outcome() {
        if (!image.architecture().equals("amd64")) {
            return ended("exec " + words().getFirst() + ": exec format error", 255);
        }
        var missing = missingFile();
        if (!missing.isEmpty()) {
            return ended("open " + missing + ": no such file or directory", 1);
        }
        return script(this::hasFile).exec(words());
    }

    private static ShellScript.Outcome ended(String line, int exitCode) {
        return new ShellScript.Outcome(
                List.of(new ShellScript.Printed(0, line)), 0, exitCode, false, "", false, List.of());
    }

    /** A server that is told its configuration file can't live without it. */
    private String missingFile() {
        var words = words();
        int option = words.indexOf("--config");
        if (option < 0 || option + 1 >= words.size() || !image.isServer(words.getFirst())) {
            return "";
        }
        return files.contains(words.get(option + 1)) ? "" : words.get(option + 1);
    }

    private ShellScript script(Predicate<String> hasFile) {
        return new ShellScript(environment, image::hasBinary, image::isServer, hasFile);
    }

    private boolean hasFile(String path) {
        return files.contains(path)
                || Set.of("/", "/tmp", "/etc", "/etc/passwd", "/etc/hosts", "/dev/null", "/bin", "/proc")
                        .contains(path)
                || (path.contains("/bin/") && image.hasBinary(path));
    }

    /** Runs another command in the container, so long after its start. */
    ShellScript.Outcome exec(List<String> command, ShellScript.Outcome main, Duration after) {
        return script(path -> main.files().stream()
                        .filter(change -> change.path().equals(path) && change.afterMillis() <= after.toMillis())
                        .reduce((_, later) -> later)
                        .map(ShellScript.FileChange::exists)
                        .orElseGet(() -> hasFile(path)))
                .exec(command);
    }

    boolean has(String program) {
        return image.hasBinary(program);
    }

    boolean needsMoreThan(Quantity limit, ShellScript.Outcome outcome) {
        return limit.value().signum() > 0
                && (outcome.hungry() || (isOwnServer(outcome) && image.memory().exceeds(limit)));
    }

    private boolean isOwnServer(ShellScript.Outcome outcome) {
        return !outcome.server().isEmpty() && image.isServer(outcome.server().split(" ")[0]);
    }

    /** The lines that the image's own server prints when it starts. */
    List<String> serverLines(ShellScript.Outcome outcome) {
        return isOwnServer(outcome) ? image.logs() : List.of();
    }

    Listening listening(ShellScript.Outcome outcome, Instant started) {
        if (outcome.server().isEmpty()) {
            return new Listening(Map.of(), Set.of(), started);
        }
        var after = started.plusMillis(outcome.millis());
        if (isOwnServer(outcome)) {
            var port = OWN_PORT.matcher(outcome.server());
            var from = after.plus(Duration.ofMillis(image.bootMillis()));
            return port.find()
                    ? new Listening(
                            moved(Integer.parseInt(port.group(1))), Set.of(Integer.parseInt(port.group(1))), from)
                    : new Listening(image.http(), image.ports(), from);
        }
        if (outcome.server().contains("httpd")) {
            var port = HTTPD_PORT.matcher(outcome.server());
            int number = port.find() ? Integer.parseInt(port.group(1)) : 80;
            return new Listening(Map.of(number, Set.of("*")), Set.of(number), after);
        }
        var port = NC_PORT.matcher(outcome.server());
        return new Listening(Map.of(), port.find() ? Set.of(Integer.parseInt(port.group(1))) : Set.of(), after);
    }

    private Map<Integer, Set<String>> moved(int port) {
        var moved = new HashMap<Integer, Set<String>>();
        image.http().values().forEach(paths -> moved.put(port, paths));
        return moved;
    }
}
