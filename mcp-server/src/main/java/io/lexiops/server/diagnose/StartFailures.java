package io.lexiops.server.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Containers whose program cannot be started: it is not in the image, may not be executed, is no program. */
final class StartFailures implements Collector {

    private static final Set<String> REASONS = Set.of("StartError", "ContainerCannotRun", "RunContainerError");
    private static final Pattern EXEC = Pattern.compile("exec: \"([^\"]{1,4096})\":");
    private static final Pattern DIRECTORY = Pattern.compile("chdir to cwd \\(\"([^\"]{1,4096})\"\\)");
    private static final Pattern SHELL = Pattern.compile(
            "^(?:[\\w./-]{1,100}: )*(?:exec: )?(?:line \\d{1,6}: |\\d{1,6}: )?(?:exec: )?([\\w./+-]{1,200}): (?:command not found|not found|Permission denied|No such file or directory)$");
    private static final Pattern REFERENCE = Pattern.compile("(?:configmap|secret) \"[^\"]*\" |find key ");
    private static final int LONGEST = 400;
    private static final long NOT_EXECUTABLE = 126;
    private static final long NOT_FOUND = 127;

    @Override
    public void collect(Subject subject, Facts facts) {
        var failed = subject.containers().filter(StartFailures::is);
        for (var trouble : SameTrouble.group(failed, container -> String.join(" ", container.command()))) {
            facts.add(fact(subject, trouble));
        }
    }

    /** Whether the container does not run because its program could not be started. */
    static boolean is(ContainerView container) {
        if (container.running() || ImagePulls.REASONS.contains(container.waitingReason())) {
            return false;
        }
        var ended = container.ended();
        long code = ended.numberAt(0, "exitCode");
        return REASONS.contains(ended.textAt("", "reason"))
                || REASONS.contains(container.waitingReason())
                || container.waitingReason().equals("CreateContainerError")
                || refused(container)
                || code == NOT_FOUND
                || code == NOT_EXECUTABLE;
    }

    /** The kubelet refuses it for something else than a reference that leads nowhere. */
    private static boolean refused(ContainerView container) {
        return container.waitingReason().equals("CreateContainerConfigError")
                && !REFERENCE.matcher(container.waitingMessage()).find();
    }

    private static StartFailure fact(Subject subject, SameTrouble trouble) {
        var container = trouble.first();
        var ended = container.ended();
        long code = ended.numberAt(128, "exitCode");
        var log = code == NOT_FOUND || code == NOT_EXECUTABLE
                ? subject.reads().logEnd(container.pod().name(), container.name(), container.endedBefore())
                : List.<String>of();
        var message = message(container, log);
        var program = program(container, message);
        var repairs = new CommandRepairs(subject.inventory());
        boolean editable = container.path() != null && subject.workload().editable();
        return new StartFailure(
                subject.target(),
                container.name(),
                container.init(),
                editable,
                container.image(),
                failure(code, message),
                code,
                program,
                !container.command().isEmpty() || !container.args().isEmpty(),
                Plain.text(message, LONGEST),
                container.restarts(),
                trouble.pods(),
                container.path(),
                repairs.repair(container, program),
                repairs.imageDefault(container),
                subject.revisions()
                        .rollback(revision -> differs(revision, container), container.name(), container.init()),
                evidence(container, message, code, log));
    }

    private static boolean differs(Revision revision, ContainerView container) {
        return revision.container(container.name(), container.init())
                .filter(old -> !Objects.equals(
                                old.at("command"), container.spec().at("command"))
                        || !Objects.equals(
                                old.at("securityContext"), container.spec().at("securityContext"))
                        || !Objects.equals(old.at("args"), container.spec().at("args"))
                        || !Objects.equals(old.at("image"), container.spec().at("image"))
                        || !Objects.equals(
                                old.at("workingDir"), container.spec().at("workingDir"))
                        || !Objects.equals(
                                old.at("volumeMounts"), container.spec().at("volumeMounts")))
                .isPresent();
    }

    private static String message(ContainerView container, List<String> log) {
        var ended = container.ended().textAt("", "message");
        if (!ended.isEmpty()) {
            return ended;
        }
        if (!container.waitingMessage().isEmpty() && !container.waitingMessage().startsWith("back-off ")) {
            return container.waitingMessage();
        }
        return log.stream()
                .filter(line -> SHELL.matcher(line).matches())
                .reduce((_, last) -> last)
                .orElse(log.isEmpty() ? "" : log.getLast());
    }

    /** The program, if the workload itself names it: what only a message says is not believed. */
    private static @Nullable String program(ContainerView container, String message) {
        var all = new ArrayList<>(container.command());
        all.addAll(container.args());
        var exec = EXEC.matcher(message);
        if (exec.find() && all.contains(exec.group(1))) {
            return exec.group(1);
        }
        var shell = SHELL.matcher(message);
        if (shell.matches() && all.stream().anyMatch(word -> word.contains(shell.group(1)))) {
            return shell.group(1);
        }
        boolean script = all.size() > 2 && all.get(1).equals("-c");
        var first = script ? all.get(2).strip().split("\\s+", 2)[0] : "";
        if (!first.isEmpty() && !Programs.known(first) && message.isEmpty()) {
            return first;
        }
        return !all.isEmpty() && exec.reset().find() ? all.getFirst() : null;
    }

    private static String failure(long code, String message) {
        if (ImagePulls.any(message, "runAsNonRoot", "non-root")) {
            return "nonRoot";
        }
        if (message.contains("exec format error")) {
            return "format";
        }
        if (DIRECTORY.matcher(message).find()) {
            return "workingDirectory";
        }
        if (ImagePulls.any(message, "unable to find user", "unable to find group", "no matching entries in passwd")) {
            return "user";
        }
        if (ImagePulls.any(message, "error mounting", "not a directory: unknown", "mounting \"")) {
            return "mount";
        }
        if (message.contains("is a directory")) {
            return "directory";
        }
        if (code == NOT_EXECUTABLE || ImagePulls.any(message, "permission denied", "Permission denied")) {
            return "permission";
        }
        if (code == NOT_FOUND
                || ImagePulls.any(
                        message, "executable file not found", "no such file or directory", "no command specified")) {
            return "notFound";
        }
        return "other";
    }

    private static List<Evidence> evidence(ContainerView container, String message, long code, List<String> log) {
        var evidence = new ArrayList<Evidence>();
        evidence.add(container.evidence("exit code %d after %d restarts%s"
                .formatted(code, container.restarts(), message.isEmpty() ? "" : ": " + message)));
        if (!log.isEmpty() && !log.getLast().equals(message)) {
            evidence.add(Evidence.of(container.pod(), "log of container " + container.name(), log.getLast()));
        }
        return evidence;
    }
}
