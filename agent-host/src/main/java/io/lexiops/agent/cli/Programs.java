package io.lexiops.agent.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two programs of one installation. Attaches to running ones; else starts them and stops them when the last command
 * that uses them ends. Users are counted by files named after their processes, so one that was killed does not count.
 */
final class Programs implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    // A program in training writes its cache before it ends.
    private static final Duration STOP = Duration.ofSeconds(Jars.training() ? 180 : 25);
    private static final String RUNNING = "running.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Installation installation;
    private final Running running;

    private Programs(Installation installation, Running running) {
        this.installation = installation;
        this.running = running;
    }

    /** Attaches or starts. */
    static Programs use(Installation installation, int hostPort) {
        var home = installation.home();
        try (var lock = new RandomAccessFile(home.folder().resolve("lock").toFile(), "rw");
                var held = lock.getChannel().lock()) {
            assert held.isValid();
            var before = home.read(RUNNING).map(Running::of);
            var running = before.filter(Running::alive)
                    .orElseGet(() -> start(installation, hostPort, before.orElse(Running.NONE)));
            Files.createDirectories(home.folder().resolve("users"));
            Files.writeString(user(home, ProcessHandle.current().pid()), "");
            return new Programs(installation, running);
        } catch (IOException e) {
            throw new CliFailed("cannot lock " + home.folder() + ": " + e.getMessage(), e);
        }
    }

    /** Whether both programs of the installation run now. */
    static boolean running(Installation installation) {
        return installation
                .home()
                .read(RUNNING)
                .map(Running::of)
                .filter(Running::alive)
                .isPresent();
    }

    HostClient host() {
        return new HostClient(running.hostPort(), installation.home().tokens().getOrDefault("person", ""));
    }

    Running running() {
        return running;
    }

    @Override
    public void close() {
        try {
            if (Jars.training()) {
                new Rehearsal(running.serverPort(), installation.home().tokens().getOrDefault("ide", "")).run();
            }
        } finally {
            leave();
        }
    }

    private void leave() {
        var home = installation.home();
        try (var lock = new RandomAccessFile(home.folder().resolve("lock").toFile(), "rw");
                var held = lock.getChannel().lock()) {
            assert held.isValid();
            Files.deleteIfExists(user(home, ProcessHandle.current().pid()));
            if (!usedByOthers(home)) {
                // Another command may have started one of them anew since.
                var now = home.read(RUNNING).map(Running::of).orElse(running);
                stop(Stream.concat(now.survivors(), running.survivors())
                        .distinct()
                        .toList());
                home.remove(RUNNING);
            }
        } catch (IOException e) {
            throw new CliFailed("cannot lock " + home.folder() + ": " + e.getMessage(), e);
        }
    }

    private static boolean usedByOthers(Home home) throws IOException {
        var used = false;
        try (var users = Files.newDirectoryStream(home.folder().resolve("users"))) {
            for (var user : users) {
                var alive = ProcessHandle.of(Long.parseLong(user.getFileName().toString()))
                        .isPresent();
                if (alive) {
                    used = true;
                } else {
                    Files.delete(user);
                }
            }
        }
        return used;
    }

    private static Path user(Home home, long pid) {
        return home.folder().resolve("users").resolve(Long.toString(pid));
    }

    /**
     * Starts what does not run. If one of the two programs was killed, the other stays: the simulated cluster lives in the
     * server, and a host that has lost its server finds the next one on the same port.
     */
    private static Running start(Installation installation, int wantedHostPort, Running before) {
        var home = installation.home();
        var key = GrantKey.ensure(home.hostData());
        var serverStays = before.serverAnswers();
        int serverPort = serverStays ? before.serverPort() : port(before.serverPort());
        var hostStays = before.hostAnswers() && before.serverPort() == serverPort;
        int hostPort = hostStays ? before.hostPort() : wantedHostPort != 0 ? wantedHostPort : port(before.hostPort());
        stop(before.survivors()
                .filter(pid -> !(serverStays && pid == before.serverPid()) && !(hostStays && pid == before.hostPid()))
                .toList());
        var started = new ArrayList<Long>();
        try {
            long serverPid = before.serverPid();
            if (!serverStays) {
                var launched = launch(home, "server", Settings.server(installation, serverPort, key.publicKey()));
                serverPid = launched.pid();
                started.add(serverPid);
            }
            long hostPid = before.hostPid();
            if (!hostStays) {
                var settings = Settings.host(installation, hostPort, serverPort, key.privateKey());
                hostPid = launch(home, "host", settings).pid();
                started.add(hostPid);
            }
            awaitReady("server", serverPid, serverPort, home);
            awaitReady("host", hostPid, hostPort, home);
            var running = new Running(hostPort, serverPort, hostPid, serverPid);
            home.write(RUNNING, running.toJson());
            return running;
        } catch (CliFailed e) {
            stop(started);
            throw e;
        }
    }

    /** The port of before if it is free, so that who wrote it down can go on using it; else any. */
    private static int port(int before) {
        if (before == 0) {
            return freePort();
        }
        try (var socket = new ServerSocket(before, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            // Somebody else has it by now.
            return freePort();
        }
    }

    private static Process launch(Home home, String program, Map<String, Object> settings) {
        try {
            var log = home.log(program);
            Files.createDirectories(log.getParent());
            var builder = new ProcessBuilder(Jars.command(program))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // In the environment, which only the owner can read, not in the arguments, which everybody can.
            builder.environment().put("SPRING_APPLICATION_JSON", JSON.writeValueAsString(settings));
            // Else the C library keeps a heap of its own for each of many threads.
            builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
            var process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new CliFailed("cannot start the " + program + ": " + e.getMessage(), e);
        }
    }

    private static void awaitReady(String program, long pid, int port, Home home) {
        var until = System.nanoTime() + START.toNanos();
        while (!HostClient.ready(port)) {
            if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
                throw new CliFailed(
                        "the %s ended while it started; %s".formatted(program, lastWords(home.log(program))));
            }
            if (System.nanoTime() > until) {
                throw new CliFailed("the %s was not ready after %d s; see %s"
                        .formatted(program, START.toSeconds(), home.log(program)));
            }
            try {
                Thread.sleep(Duration.ofMillis(50));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliFailed("interrupted while the " + program + " started", e);
            }
        }
    }

    private static String lastWords(Path log) {
        try {
            var lines = Files.readAllLines(log);
            var shown = lines.stream().filter(line -> !line.isBlank()).toList();
            return "its last words in %s:\n%s"
                    .formatted(log, String.join("\n", shown.subList(Math.max(0, shown.size() - 12), shown.size())));
        } catch (IOException e) {
            return "see " + log + " (" + e.getMessage() + ")";
        }
    }

    private static void stop(List<Long> pids) {
        var ended = new ArrayList<CompletableFuture<ProcessHandle>>();
        for (var pid : pids) {
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroy();
                ended.add(process.onExit());
            });
        }
        for (var end : ended) {
            try {
                end.get(STOP.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CliFailed("no free port on this machine", e);
        }
    }

    /** Where the programs are. */
    record Running(int hostPort, int serverPort, long hostPid, long serverPid) {

        /** Nothing was started before. */
        static final Running NONE = new Running(0, 0, 0, 0);

        static Running of(Map<String, Object> json) {
            return new Running(
                    number(json, "hostPort").intValue(),
                    number(json, "serverPort").intValue(),
                    number(json, "hostPid").longValue(),
                    number(json, "serverPid").longValue());
        }

        Map<String, Object> toJson() {
            var json = new LinkedHashMap<String, Object>();
            json.put("hostPort", hostPort);
            json.put("serverPort", serverPort);
            json.put("hostPid", hostPid);
            json.put("serverPid", serverPid);
            return json;
        }

        boolean alive() {
            return hostAnswers() && ProcessHandle.of(serverPid).isPresent();
        }

        boolean hostAnswers() {
            return hostPid > 0 && ProcessHandle.of(hostPid).isPresent() && HostClient.ready(hostPort);
        }

        boolean serverAnswers() {
            return serverPid > 0 && ProcessHandle.of(serverPid).isPresent() && HostClient.ready(serverPort);
        }

        /** Our processes that still exist, whether they answer or not; a number that was given to another program is none. */
        Stream<Long> survivors() {
            return Stream.of(hostPid, serverPid)
                    .filter(pid -> pid > 0)
                    .filter(pid -> ProcessHandle.of(pid)
                            .flatMap(process -> process.info().commandLine())
                            .filter(line -> line.contains("host.jar") || line.contains("server.jar"))
                            .isPresent());
        }

        private static Number number(Map<String, Object> json, String key) {
            return json.get(key) instanceof Number number ? number : 0;
        }
    }
}
