package io.lexiops.server.diagnose;

import io.lexiops.server.diagnose.ProbeFailure.Guess;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Services whose selector or ports lead nowhere. */
final class Services {

    private static final long NO_PORT = 0;

    private final Inventory inventory;

    Services(Inventory inventory) {
        this.inventory = inventory;
    }

    void collect(KubernetesObject service, Facts facts) {
        if (service.textAt("", "spec", "type").equals("ExternalName")) {
            facts.note(name(service) + " stands for " + service.textAt("a name outside", "spec", "externalName"));
            return;
        }
        var selector = service.mapAt("spec", "selector");
        if (selector.isEmpty()) {
            facts.note(name(service) + " has no selector; its endpoints are made by something else");
            return;
        }
        var pods = selected(selector);
        if (pods.isEmpty()) {
            noPods(service, selector, facts);
            return;
        }
        if (otherWorkload(service, selector, pods, facts)) {
            return;
        }
        ports(service, pods, facts);
        boolean ready = pods.stream().anyMatch(Inventory::ready);
        if (!ready && !Boolean.TRUE.equals(service.at("spec", "publishNotReadyAddresses"))) {
            facts.add(down(service, workloads(pods), pods.size()));
        }
    }

    private List<KubernetesObject> selected(Map<String, Object> selector) {
        return inventory.reads().all("pods").stream()
                .filter(pod -> pod.at("metadata", "deletionTimestamp") == null)
                .filter(pod -> !Set.of("Succeeded", "Failed").contains(pod.textAt("", "status", "phase")))
                .filter(pod -> Labels.selects(selector, pod.mapAt("metadata", "labels")))
                .toList();
    }

    /** The workload of the Service's own name gets nothing from any Service, and this one selects another's pods. */
    private boolean otherWorkload(
            KubernetesObject service, Map<String, Object> selector, List<KubernetesObject> pods, Facts facts) {
        var selected = workloads(pods);
        var named = inventory.workloads().stream()
                .filter(workload -> workload.name().equals(service.name()))
                .filter(workload -> workload.replicas() > 0 && !selected.contains(workload.target()))
                .filter(workload -> inventory.reads().all("services").stream()
                        .noneMatch(other -> Labels.selects(other.mapAt("spec", "selector"), workload.podLabels())))
                .findFirst();
        if (named.isEmpty()) {
            return false;
        }
        facts.add(selectorFault(service, selector, "otherWorkload", List.of(named.get())));
        return true;
    }

    private List<Target> workloads(List<KubernetesObject> pods) {
        return pods.stream().map(pod -> inventory.top(pod).target()).distinct().toList();
    }

    private void noPods(KubernetesObject service, Map<String, Object> selector, Facts facts) {
        var waiting = inventory.workloads().stream()
                .filter(workload -> Labels.selects(selector, workload.podLabels()))
                .map(Workload::target)
                .toList();
        if (waiting.isEmpty()) {
            facts.add(selectorFault(service, selector, "selector", inventory.workloads()));
        } else {
            facts.add(down(service, waiting, 0));
        }
    }

    private ServiceDown down(KubernetesObject service, List<Target> workloads, int pods) {
        return new ServiceDown(
                Target.of(service),
                workloads,
                pods,
                List.of(Evidence.of(service, "", "it selects %d pods, none of them is ready".formatted(pods))));
    }

    private ServiceFault selectorFault(
            KubernetesObject service, Map<String, Object> selector, String trouble, List<Workload> workloads) {
        var meant = Labels.meant(service, workloads);
        var rollback = meant.map(Labels.Meant::workload)
                .map(workload ->
                        inventory.revisions(workload).rollback(revision -> Labels.selects(selector, revision.labels())))
                .orElse(null);
        var evidence = new ArrayList<Evidence>();
        evidence.add(Evidence.of(
                service,
                "spec.selector",
                selector
                        + (trouble.equals("selector")
                                ? ": no pod has these labels"
                                : ": the pods of another workload have these labels")));
        meant.ifPresent(found -> evidence.add(Evidence.of(
                found.workload().object(),
                "labels of its pods",
                shown(found.workload().podLabels()))));
        return new ServiceFault(
                Target.of(service),
                trouble,
                selector,
                meant.map(found -> found.workload().target()).orElse(null),
                meant.map(Labels.Meant::mended).orElse(Map.of()),
                workloads.stream()
                        .filter(workload -> !workload.podLabels().isEmpty())
                        .map(workload -> workload + " " + shown(workload.podLabels()))
                        .limit(5)
                        .toList(),
                0,
                null,
                null,
                false,
                List.of(),
                null,
                rollback,
                evidence);
    }

    private static String shown(Map<String, Object> labels) {
        var own = new LinkedHashMap<>(labels);
        own.keySet()
                .removeAll(
                        List.of("pod-template-hash", "controller-revision-hash", "statefulset.kubernetes.io/pod-name"));
        return own.toString();
    }

    private void ports(KubernetesObject service, List<KubernetesObject> pods, Facts facts) {
        var ports = service.objectsAt("spec", "ports").stream()
                .map(KubernetesObject::new)
                .toList();
        var declared = declared(pods);
        var known = new LinkedHashSet<Long>();
        declared.forEach(port -> known.add(port.numberAt(0, "containerPort")));
        pods.stream().filter(Inventory::ready).forEach(pod -> known.addAll(probed(pod)));
        var numbers = ports.stream().map(port -> number(target(port), declared)).toList();
        for (int i = 0; i < ports.size(); i++) {
            long number = numbers.get(i);
            var trouble = trouble(ports.get(i), number, declared, known);
            if (trouble == null) {
                continue;
            }
            var targets = targets(ports.get(i), declared, known, numbers);
            if (trouble.equals("port") && !convincing(number, numbers, known, targets)) {
                facts.note("%s sends to port %d, which no container declares".formatted(name(service), number));
                continue;
            }
            facts.add(portFault(service, i, ports.get(i), trouble, targets, declared));
        }
    }

    private static @Nullable String trouble(
            KubernetesObject port, long number, List<KubernetesObject> declared, Set<Long> known) {
        if (number == NO_PORT) {
            return "namedPort";
        }
        if (known.isEmpty()) {
            return null;
        }
        if (!known.contains(number)) {
            return "port";
        }
        var protocols = declared.stream()
                .filter(one -> one.numberAt(0, "containerPort") == number)
                .map(one -> one.textAt("TCP", "protocol"))
                .distinct()
                .toList();
        return protocols.isEmpty() || protocols.contains(port.textAt("TCP", "protocol")) ? null : "protocol";
    }

    /** Ports need not be declared: only if no port of the Service leads to a known one, or it is nearly one that none leads to. */
    private static boolean convincing(long number, List<Long> numbers, Set<Long> known, List<Guess> targets) {
        boolean noneLeads = numbers.stream().noneMatch(one -> known.contains(one));
        boolean nearly = targets.stream()
                .anyMatch(guess -> Likely.distance(String.valueOf(guess.value()), String.valueOf(number)) <= 1);
        return noneLeads || nearly;
    }

    private static List<Guess> targets(
            KubernetesObject port, List<KubernetesObject> declared, Set<Long> known, List<Long> taken) {
        var guesses = new LinkedHashMap<Object, String>();
        var wanted = target(port);
        declared.stream()
                .filter(one -> wanted instanceof String text
                        && Likely.likely(text, one.textAt("", "name"))
                        && !one.textAt("", "name").isEmpty())
                .forEach(
                        one -> guesses.putIfAbsent(one.textAt("", "name"), "a container declares a port of this name"));
        declared.stream()
                .filter(one -> !one.textAt("", "name").isEmpty()
                        && one.textAt("", "name").equals(port.textAt("", "name")))
                .forEach(one -> guesses.putIfAbsent(
                        one.numberAt(0, "containerPort"), "the container calls this port as the Service does"));
        known.stream()
                .filter(one -> one == port.numberAt(0, "port"))
                .forEach(one -> guesses.putIfAbsent(one, "the container listens on the number that callers use"));
        known.stream()
                .filter(one -> !taken.contains(one))
                .sorted(Comparator.comparingInt(one -> Likely.distance(String.valueOf(one), String.valueOf(wanted))))
                .forEach(one -> guesses.putIfAbsent(
                        one, "it is a port of the container to which no port of the Service leads"));
        known.forEach(one -> guesses.putIfAbsent(one, "it is a port of the container"));
        guesses.remove(wanted);
        var list = new ArrayList<Guess>();
        guesses.forEach((value, why) -> list.add(new Guess(value, why)));
        return list;
    }

    private ServiceFault portFault(
            KubernetesObject service,
            int index,
            KubernetesObject port,
            String trouble,
            List<Guess> targets,
            List<KubernetesObject> declared) {
        var path = "/spec/ports/" + index;
        var evidence = List.of(
                Evidence.of(
                        service,
                        "spec.ports",
                        "port %d leads to %s (%s)"
                                .formatted(port.numberAt(0, "port"), target(port), port.textAt("TCP", "protocol"))),
                Evidence.of(
                        service,
                        "the pods that it selects",
                        declared.isEmpty()
                                ? "their containers declare no ports"
                                : "their containers declare "
                                        + String.join(
                                                ", ",
                                                declared.stream()
                                                        .map(Services::words)
                                                        .distinct()
                                                        .toList())));
        return new ServiceFault(
                Target.of(service),
                trouble,
                service.mapAt("spec", "selector"),
                null,
                Map.of(),
                List.of(),
                port.numberAt(0, "port"),
                target(port),
                path,
                port.at("targetPort") != null,
                targets,
                trouble.equals("protocol") ? declared.getFirst().textAt("TCP", "protocol") : null,
                null,
                evidence);
    }

    private static String words(KubernetesObject port) {
        var name = port.textAt("", "name");
        return "%d/%s%s"
                .formatted(
                        port.numberAt(0, "containerPort"),
                        port.textAt("TCP", "protocol"),
                        name.isEmpty() ? "" : " (" + name + ")");
    }

    private static Object target(KubernetesObject port) {
        var target = port.at("targetPort");
        return target == null ? port.numberAt(0, "port") : target;
    }

    private static long number(Object target, List<KubernetesObject> declared) {
        if (target instanceof Number number) {
            return number.longValue();
        }
        return declared.stream()
                .filter(port -> target.equals(port.textAt("", "name")))
                .map(port -> port.numberAt(0, "containerPort"))
                .findFirst()
                .orElse(NO_PORT);
    }

    private static List<KubernetesObject> declared(List<KubernetesObject> pods) {
        return pods.stream()
                .flatMap(pod -> pod.objectsAt("spec", "containers").stream())
                .flatMap(container -> new KubernetesObject(container).objectsAt("ports").stream())
                .map(KubernetesObject::new)
                .toList();
    }

    /** Where the probes of a ready pod pass. */
    private static List<Long> probed(KubernetesObject pod) {
        return pod.objectsAt("spec", "containers").stream()
                .map(KubernetesObject::new)
                .flatMap(container -> Probe.of(container, "readiness").stream())
                .map(Probe::port)
                .filter(Number.class::isInstance)
                .map(port -> ((Number) port).longValue())
                .toList();
    }

    private static String name(KubernetesObject service) {
        return "Service/" + service.name();
    }
}
