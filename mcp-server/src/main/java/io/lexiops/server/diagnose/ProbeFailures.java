package io.lexiops.server.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Containers that run and are not ready, or are restarted, because a probe fails. */
final class ProbeFailures implements Collector {

    private static final long LONG_DELAY = 120;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    @Override
    public void collect(Subject subject, Facts facts) {
        var refused = new HashSet<String>();
        for (var name : Probe.NAMES) {
            var failing = subject.containers()
                    .filter(container -> !container.init())
                    .filter(container -> Probe.of(container.spec(), name)
                            .filter(probe -> fails(subject, container, probe))
                            .isPresent());
            for (var trouble : SameTrouble.group(
                    failing,
                    container -> event(subject, container, name)
                            .map(ProbeEvent::failure)
                            .orElse("silent"))) {
                var fact = fact(
                        subject, trouble, Probe.of(trouble.first().spec(), name).orElseThrow());
                // Nothing listens there: one probe that says so is enough.
                if (!fact.failure().equals("refused") || refused.add(fact.container() + fact.port())) {
                    facts.add(fact);
                }
            }
        }
    }

    private static Optional<ProbeEvent> event(Subject subject, ContainerView container, String probe) {
        return ProbeEvent.newest(container, subject.events(), probe);
    }

    private static boolean fails(Subject subject, ContainerView container, Probe probe) {
        var event = event(subject, container, probe.name());
        if (probe.name().equals("readiness")) {
            if (container.ready() || !container.running()) {
                return false;
            }
            long running = running(subject, container);
            boolean notYetAsked = event.isEmpty() && probe.delay() >= LONG_DELAY && running < probe.delay();
            boolean longEnough = running
                    >= Math.min(
                            probe.budget(), PATIENCE.plusSeconds(probe.delay()).toSeconds());
            if (event.isPresent()) {
                return longEnough && !startsSlowly(subject, container);
            }
            // A busy kubelet drops events, and old ones are forgotten: the container is not ready all the same.
            boolean silent = running > SILENCE.plusSeconds(2 * probe.budget()).toSeconds();
            return (silent && !startsSlowly(subject, container)) || (notYetAsked && running > PATIENCE.toSeconds());
        }
        if (probe.name().equals("startup")
                && event.filter(ProbeFailures::certain).isPresent()
                && notStarted(container)) {
            return running(subject, container) > PATIENCE.toSeconds();
        }
        return event.isPresent()
                && container.restarts() > 0
                && Crashes.killedByProbe(container, subject.events())
                && !(container.running() && running(subject, container) > 2 * probe.budget() + PATIENCE.toSeconds());
    }

    /** What no waiting will mend. */
    private static boolean certain(ProbeEvent event) {
        return switch (event.failure()) {
            case "portName", "scheme", "program", "host" -> true;
            case "status" -> event.status() < 500;
            default -> false;
        };
    }

    private static boolean notStarted(ContainerView container) {
        return container.running() && Boolean.FALSE.equals(container.status().at("started"));
    }

    // A startup probe holds the others back: until it has passed, it is the one to look at.
    private static boolean startsSlowly(Subject subject, ContainerView container) {
        return Probe.of(container.spec(), "startup")
                .filter(startup -> running(subject, container) < startup.budget())
                .isPresent();
    }

    private static long running(Subject subject, ContainerView container) {
        return container.running()
                ? subject.events()
                        .age(container.status().at("state", "running", "startedAt"))
                        .toSeconds()
                : 0;
    }

    private static ProbeFailure fact(Subject subject, SameTrouble trouble, Probe probe) {
        var container = trouble.first();
        var event = event(subject, container, probe.name());
        var guesses = new ProbeGuesses(subject);
        var field = probe.name() + "Probe";
        var path = container.path();
        var number = ProbeGuesses.number(container, probe.port());
        return new ProbeFailure(
                subject.target(),
                container.name(),
                path != null && subject.workload().editable(),
                container.image(),
                probe.name(),
                probe.handler(),
                event.map(ProbeEvent::failure).orElse(running(subject, container) < probe.delay() ? "delay" : "silent"),
                event.map(ProbeEvent::status).orElse(0L),
                probe.path(),
                probe.port(),
                ProbeGuesses.declared(container).stream()
                        .anyMatch(port -> number.filter(one -> one == port.numberAt(-1, "containerPort"))
                                .isPresent()),
                event.map(found -> Plain.text(found.message(), 300)).orElse(""),
                event.map(ProbeEvent::count).orElse(0L),
                running(subject, container),
                container.restarts(),
                Crashes.killedByProbe(container, subject.events()),
                probe.delay(),
                probe.period(),
                probe.threshold(),
                probe.timeout(),
                probe.budget(),
                container.spec().at("startupProbe") != null,
                guesses.paths(container, probe),
                guesses.ports(container, probe),
                probe.handlerValue(),
                path == null ? null : path + "/" + field,
                path,
                trouble.pods(),
                subject.revisions()
                        .rollback(
                                revision -> revision.container(container.name(), false)
                                        .filter(old -> !Objects.equals(
                                                        old.at(field),
                                                        container.spec().at(field))
                                                || !Objects.equals(
                                                        old.at("image"),
                                                        container.spec().at("image"))
                                                || !Objects.equals(
                                                        old.at("command"),
                                                        container.spec().at("command"))
                                                || !Objects.equals(
                                                        old.at("args"),
                                                        container.spec().at("args"))
                                                || !Objects.equals(
                                                        old.at("ports"),
                                                        container.spec().at("ports"))
                                                || !Objects.equals(
                                                        old.at("env"),
                                                        container.spec().at("env"))
                                                || !Objects.equals(
                                                        old.at("volumeMounts"),
                                                        container.spec().at("volumeMounts")))
                                        .isPresent(),
                                container.name(),
                                false),
                evidence(subject, container, probe, event));
    }

    private static List<Evidence> evidence(
            Subject subject, ContainerView container, Probe probe, Optional<ProbeEvent> event) {
        var evidence = new ArrayList<Evidence>();
        event.ifPresent(found -> evidence.add(Evidence.of(
                container.pod(),
                "event Unhealthy",
                "%s (%d times, last %d s ago)"
                        .formatted(found.message(), found.count(), found.age().toSeconds()))));
        evidence.add(container.evidence(
                container.running()
                        ? "running for %d s, %sready, %d restarts"
                                .formatted(
                                        running(subject, container),
                                        container.ready() ? "" : "not ",
                                        container.restarts())
                        : "restarted %d times".formatted(container.restarts())));
        evidence.add(Evidence.of(
                container.pod(),
                probe.name() + " probe of container " + container.name(),
                "%s %s after %d s, every %d s, fails after %d"
                        .formatted(
                                probe.handler(),
                                probe.handlerValue(),
                                probe.delay(),
                                probe.period(),
                                probe.threshold())));
        return evidence;
    }
}
