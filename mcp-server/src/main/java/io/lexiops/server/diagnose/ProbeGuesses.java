package io.lexiops.server.diagnose;

import io.lexiops.server.diagnose.ProbeFailure.Guess;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Paths and ports that a failing probe may mean. */
final class ProbeGuesses {

    private static final List<String> WELL_KNOWN_PATHS = List.of(
            "/healthz",
            "/health",
            "/readyz",
            "/ready",
            "/livez",
            "/live",
            "/ping",
            "/status",
            "/-/ready",
            "/-/healthy",
            "/actuator/health",
            "/actuator/health/readiness",
            "/actuator/health/liveness",
            "/api/health",
            "/health/ready",
            "/health/live");
    private static final int PATHS = 3;

    private final Subject subject;

    ProbeGuesses(Subject subject) {
        this.subject = subject;
    }

    /** Best first: what a probe of the same container or image passes with, what is nearly the same word, the root. */
    List<Guess> paths(ContainerView container, Probe failing) {
        var guesses = new LinkedHashMap<Object, String>();
        others(container, failing)
                .filter(other -> other.handler().equals("httpGet"))
                .forEach(other -> guesses.putIfAbsent(
                        other.path(), "the %s probe of the same container passes with it".formatted(other.name())));
        sameRepository(container)
                .flatMap(ready -> Probe.of(ready.spec(), "readiness").stream())
                .filter(other -> other.handler().equals("httpGet"))
                .forEach(other ->
                        guesses.putIfAbsent(other.path(), "a ready container of the same image is probed with it"));
        WELL_KNOWN_PATHS.stream()
                .filter(path -> Likely.distance(path, failing.path()) <= 2)
                .min(Comparator.comparingInt(path -> Likely.distance(path, failing.path())))
                .ifPresent(path -> guesses.putIfAbsent(path, "'%s' is nearly '%s'".formatted(failing.path(), path)));
        guesses.putIfAbsent("/", "every web server answers its root");
        guesses.remove(failing.path());
        guesses.remove("");
        return list(guesses).stream().limit(PATHS).toList();
    }

    /** Best first: where another probe passes, what the container declares, what its Service means, what the image is known for. */
    List<Guess> ports(ContainerView container, Probe failing) {
        var guesses = new LinkedHashMap<Object, String>();
        others(container, failing)
                .filter(other -> !other.port().equals(""))
                .forEach(other -> guesses.putIfAbsent(
                        other.port(), "the %s probe of the same container passes there".formatted(other.name())));
        declared(container).stream()
                .sorted(Comparator.comparingInt((KubernetesObject port) -> far(port, failing.port())))
                .forEach(port -> guesses.putIfAbsent(port.numberAt(0, "containerPort"), "the container declares it"));
        for (var service : subject.inventory().reads().all("services")) {
            if (Labels.selects(
                    service.mapAt("spec", "selector"), subject.workload().podLabels())) {
                service.objectsAt("spec", "ports").stream()
                        .map(port -> port.get("targetPort"))
                        .filter(Number.class::isInstance)
                        .forEach(port -> guesses.putIfAbsent(
                                Objects.requireNonNull(port), "Service/%s sends there".formatted(service.name())));
            }
        }
        Programs.port(ImageName.of(container.image()))
                .ifPresent(port -> guesses.putIfAbsent(port, "images of this name listen there"));
        guesses.remove(failing.port());
        number(container, failing.port()).ifPresent(guesses::remove);
        return list(guesses);
    }

    private static int far(KubernetesObject port, Object wanted) {
        var byName = Likely.distance(port.textAt("", "name"), String.valueOf(wanted));
        var byNumber = Likely.distance(String.valueOf(port.numberAt(0, "containerPort")), String.valueOf(wanted));
        return Math.min(port.textAt("", "name").isEmpty() ? Integer.MAX_VALUE : byName, byNumber);
    }

    static List<KubernetesObject> declared(ContainerView container) {
        return container.spec().objectsAt("ports").stream()
                .map(KubernetesObject::new)
                .toList();
    }

    /** The number of a port that is a number, or the name of a declared one. */
    static Optional<Long> number(ContainerView container, Object port) {
        if (port instanceof Number number) {
            return Optional.of(number.longValue());
        }
        return declared(container).stream()
                .filter(one -> one.textAt("", "name").equals(port))
                .map(one -> one.numberAt(0, "containerPort"))
                .findFirst();
    }

    /** The other probes of the container that pass. */
    private Stream<Probe> others(ContainerView container, Probe failing) {
        return Probe.NAMES.stream()
                .filter(name -> !name.equals(failing.name()))
                .flatMap(name -> Probe.of(container.spec(), name).stream())
                .filter(probe -> passes(container, probe));
    }

    private boolean passes(ContainerView container, Probe probe) {
        var event = ProbeEvent.newest(container, subject.events(), probe.name());
        if (probe.name().equals("readiness")) {
            // While a container is restarted nobody listens; that says nothing about what the probe asks for.
            boolean onlyDown =
                    event.filter(found -> !found.failure().equals("refused")).isEmpty();
            return container.ready() || (container.restarts() > 0 && onlyDown);
        }
        var running = subject.events().age(container.status().at("state", "running", "startedAt"));
        return container.running() && running.toSeconds() > probe.delay() + probe.period() && event.isEmpty();
    }

    private Stream<ContainerView> sameRepository(ContainerView container) {
        var repository = ImageName.of(container.image()).repository();
        return subject.reads().all("pods").stream()
                .flatMap(pod -> ContainerView.of(subject.inventory().top(pod), pod))
                .filter(other -> other.ready()
                        && ImageName.of(other.image()).repository().equals(repository));
    }

    private static List<Guess> list(Map<Object, String> guesses) {
        var list = new ArrayList<Guess>();
        guesses.forEach((value, why) -> list.add(new Guess(value, why)));
        return list;
    }
}
