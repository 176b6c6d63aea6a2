package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Containers that end when they should run, with their last words. */
final class Crashes implements Collector {

    private static final Pattern KILLED_BY_PROBE = Pattern.compile("failed (?:liveness|startup) probe");
    private static final Duration STEADY = Duration.ofSeconds(60);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final int LINES = 5;
    private static final long KILLED = 137;
    private static final long TERMINATED = 143;

    @Override
    public void collect(Subject subject, Facts facts) {
        subject.containers()
                .filter(container -> recovered(container, subject.events()))
                .findFirst()
                .ifPresent(container -> facts.note("%s: container %s was restarted %d times and runs again"
                        .formatted(subject.workload(), container.name(), container.restarts())));
        var crashed = subject.containers()
                .filter(container -> is(container, subject))
                .filter(container -> !StartFailures.is(container))
                .filter(container -> !killedByProbe(container, subject.events()));
        for (var trouble : SameTrouble.group(
                crashed,
                container -> container.ended().textAt("", "reason")
                        + container.ended().numberAt(0, "exitCode"))) {
            facts.add(fact(subject, trouble));
        }
        subject.containers()
                .filter(container -> restarting(container, subject.events()) && container.restarts() == 1)
                .findFirst()
                .ifPresent(container -> facts.moving(
                        subject.target(),
                        "%s: container %s was restarted and has not run for long"
                                .formatted(subject.workload(), container.name())));
    }

    private static boolean is(ContainerView container, Subject subject) {
        var ended = container.ended();
        if (ended.content().isEmpty()) {
            return false;
        }
        boolean wellDone = ended.numberAt(0, "exitCode") == 0;
        if (mayEnd(subject.workload().kind(), container) && wellDone) {
            return false;
        }
        if (container.status().at("state", "terminated") != null) {
            return !wellDone || container.restarts() > 0;
        }
        if (container.running()) {
            return container.restarts() > 1 && restarting(container, subject.events());
        }
        return container.waitingReason().equals("CrashLoopBackOff");
    }

    // What a job or an init container does may come to an end.
    private static boolean mayEnd(String kind, ContainerView container) {
        return container.init() || kind.equals("Job") || kind.equals("CronJob");
    }

    /** Whether it runs, but not yet for longer than the last time. */
    private static boolean restarting(ContainerView container, Events events) {
        if (!container.running() || container.restarts() == 0) {
            return false;
        }
        var now = events.age(container.status().at("state", "running", "startedAt"));
        var before = alive(container.ended());
        boolean memory = container.ended().textAt("", "reason").equals("OOMKilled");
        var longEnough = before.compareTo(STEADY) > 0 ? before.plus(STEADY) : STEADY;
        return now.compareTo(memory && before.compareTo(STEADY) > 0 ? longEnough : before.plusSeconds(10)) < 0
                && events.age(container.ended().at("finishedAt")).compareTo(AGAIN.plus(before)) < 0;
    }

    private static boolean recovered(ContainerView container, Events events) {
        return container.running() && container.ready() && container.restarts() > 0 && !restarting(container, events);
    }

    /** Whether the kubelet ends it because a probe fails. The kubelet drops events of a pod that has too many of them. */
    static boolean killedByProbe(ContainerView container, Events events) {
        boolean killing = container
                .events(events)
                .anyMatch(event -> event.textAt("", "reason").equals("Killing")
                        && KILLED_BY_PROBE.matcher(Events.message(event)).find()
                        && events.age(event).compareTo(AGAIN) < 0);
        long code = container.ended().numberAt(-1, "exitCode");
        boolean ended = code == 0 || code == KILLED || code == TERMINATED;
        return killing
                || (ended && (probeFails(container, events, "liveness") || probeFails(container, events, "startup")));
    }

    private static boolean probeFails(ContainerView container, Events events, String probe) {
        return container.spec().at(probe + "Probe") != null
                && ProbeEvent.newest(container, events, probe).isPresent()
                && !container.ended().textAt("", "reason").equals("OOMKilled");
    }

    private static Duration alive(KubernetesObject ended) {
        var started = Events.instant(ended.at("startedAt"));
        var finished = Events.instant(ended.at("finishedAt"));
        return started.getEpochSecond() <= 0 ? Duration.ZERO : Duration.between(started, finished);
    }

    private static Crash fact(Subject subject, SameTrouble trouble) {
        var container = trouble.first();
        var ended = container.ended();
        var reason = ended.textAt("Error", "reason");
        long code = ended.numberAt(0, "exitCode");
        var log = subject.reads().logEnd(container.pod().name(), container.name(), container.endedBefore());
        var words = LogWords.of(log);
        boolean oom = reason.equals("OOMKilled");
        boolean editable = container.path() != null && subject.workload().editable();
        return new Crash(
                subject.target(),
                container.name(),
                container.init(),
                editable,
                container.image(),
                code,
                reason,
                oom,
                container.restarts(),
                ended.at("startedAt") == null ? -1 : alive(ended).toSeconds(),
                words.trouble(),
                words.line(),
                log.subList(Math.max(0, log.size() - LINES), log.size()),
                !container.command().isEmpty() || !container.args().isEmpty(),
                new CommandRepairs(subject.inventory()).imageDefault(container),
                words.variable().isEmpty() ? null : variable(subject, container, words.variable()),
                MemoryLimit.of(container),
                container.path(),
                trouble.pods(),
                subject.revisions()
                        .rollback(
                                subject.revisions().otherContainer(container.name(), container.init()),
                                container.name(),
                                container.init()),
                evidence(container, reason, code, words, log));
    }

    private static List<Evidence> evidence(
            ContainerView container, String reason, long code, LogWords words, List<String> log) {
        var evidence = new ArrayList<Evidence>();
        evidence.add(container.evidence("%s with exit code %d, %d restarts, last at %s"
                .formatted(reason, code, container.restarts(), container.ended().textAt("?", "finishedAt"))));
        var source = Evidence.of(container.pod(), "log of container " + container.name(), "")
                .source();
        if (!words.line().isEmpty()) {
            evidence.add(new Evidence(source, words.line()));
        }
        if (!log.isEmpty() && !log.getLast().equals(words.line())) {
            evidence.add(new Evidence(source, "last line: " + log.getLast()));
        }
        return evidence;
    }

    private static MissingVariable variable(Subject subject, ContainerView container, String name) {
        var env = container.spec().objectsAt("env");
        var path = container.path();
        var set = env.stream().map(one -> String.valueOf(one.get("name"))).toList();
        var near = set.stream()
                .filter(one -> !one.equals(name) && Likely.distance(one, name) <= Math.max(1, name.length() / 5))
                .findFirst()
                .orElse(null);
        return new MissingVariable(
                name,
                path == null || near == null ? null : path + "/env/" + set.indexOf(near) + "/name",
                near,
                sources(subject, name, usedNames(subject, container)),
                path == null ? null : path + "/env",
                !env.isEmpty());
    }

    private static Set<String> usedNames(Subject subject, ContainerView container) {
        return Set.copyOf(Reference.of(subject.workload().podSpec(), "").stream()
                .filter(reference -> Objects.equals(reference.container(), container.name())
                        || reference.via().equals("volume"))
                .map(Reference::name)
                .toList());
    }

    /** Those that the workload uses anyway come first. */
    private static List<MissingVariable.KeySource> sources(Subject subject, String name, Set<String> used) {
        var sources = new ArrayList<MissingVariable.KeySource>();
        for (var entry : Map.of("configmaps", "ConfigMap", "secrets", "Secret").entrySet()) {
            KeyedObjects.of(subject.reads().all(entry.getKey())).keysByName().forEach((object, keys) -> {
                if (keys.contains(name)) {
                    var field = entry.getValue().equals("Secret") ? "secretKeyRef" : "configMapKeyRef";
                    sources.add(new MissingVariable.KeySource(entry.getValue(), object, field));
                }
            });
        }
        var own =
                sources.stream().filter(source -> used.contains(source.name())).toList();
        return own.isEmpty() ? sources : own;
    }
}
