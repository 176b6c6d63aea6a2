package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** References of the pod template to ConfigMaps, Secrets, volume claims and their keys that lead nowhere. */
final class MissingReferences implements Collector {

    @Override
    public void collect(Subject subject, Facts facts) {
        var workload = subject.workload();
        var reported = new HashSet<String>();
        for (var reference : Reference.of(workload.podSpec(), workload.podPath())) {
            var missing = missing(subject, reference);
            if (missing == null
                    || !reported.add(reference.refKind() + reference.name() + reference.key() + reference.namePath())) {
                continue;
            }
            var said = said(subject, reference, missing);
            boolean wholeIsReported = reference.key() != null
                    && missing.equals("object")
                    && reference.via().equals("volume");
            if (wholeIsReported || endsWell(subject)) {
                continue;
            }
            boolean works = said.isEmpty()
                    && !subject.pods().isEmpty()
                    && subject.readyPods() == subject.pods().size();
            if (works) {
                facts.note("%s names %s %s, which does not exist; its pods run, a new one would not start"
                        .formatted(workload, reference.refKind(), shown(reference)));
            } else if (said.isPresent() || subject.readyPods() == 0) {
                facts.add(fact(subject, reference, missing, said));
            }
        }
    }

    /** A Job that is done, or a workload of no pods, starts nothing that could miss something. */
    private static boolean endsWell(Subject subject) {
        return switch (subject.workload().kind()) {
            case "Job", "CronJob" ->
                subject.pods().stream()
                        .allMatch(pod -> pod.textAt("", "status", "phase").equals("Succeeded"));
            default -> subject.workload().replicas() == 0;
        };
    }

    /** What is missing: object or key; null if nothing is, or if nobody can know. */
    private static @Nullable String missing(Subject subject, Reference reference) {
        if (reference.optional()) {
            return null;
        }
        if (!subject.reads().readable(reference.plural())) {
            return said(subject, reference, "key").isPresent()
                    ? "key"
                    : said(subject, reference, "object").isPresent() ? "object" : null;
        }
        var objects = objects(subject, reference.plural());
        if (!exists(subject, reference)) {
            return "object";
        }
        return objects.has(reference.name(), reference.key()) || token(subject, reference) ? null : "key";
    }

    private static boolean exists(Subject subject, Reference reference) {
        return subject.reads().all(reference.plural()).stream()
                .anyMatch(object -> object.name().equals(reference.name()));
    }

    // The keys of a token secret are filled in by the cluster.
    private static boolean token(Subject subject, Reference reference) {
        return !objects(subject, reference.plural()).has(reference.name());
    }

    private static KeyedObjects objects(Subject subject, String plural) {
        return KeyedObjects.of(subject.reads().all(plural));
    }

    private static MissingReference fact(
            Subject subject, Reference reference, String missing, Optional<Evidence> said) {
        var objects = objects(subject, reference.plural());
        var key = reference.key();
        boolean variable =
                !reference.via().equals("volume") && !reference.refKind().equals("PersistentVolumeClaim");
        return new MissingReference(
                subject.target(),
                reference.container(),
                subject.workload().editable(),
                reference.refKind(),
                reference.name(),
                key,
                missing,
                reference.via(),
                reference.namePath(),
                reference.keyPath(),
                missing.equals("object") ? objects.near(reference.name(), key) : List.of(),
                missing.equals("key") && key != null ? objects.nearKeys(reference.name(), key) : List.of(),
                missing.equals("key") && key != null ? objects.holders(reference.name(), key) : List.of(),
                variable && objects(subject, otherPlural(reference)).has(reference.name(), key),
                variable ? reference.path() : null,
                variable ? reference.field() : null,
                variable ? otherField(reference.field()) : null,
                said.isPresent(),
                subject.revisions()
                        .rollback(revision -> Reference.of(revision.podSpec(), "").stream()
                                .allMatch(old -> missing(subject, old) == null)),
                List.of(said.orElse(new Evidence(
                        subject.workload().toString(),
                        "%s names %s %s; the namespace has no such %s"
                                .formatted(reference.namePath(), reference.refKind(), shown(reference), missing)))));
    }

    private static String otherPlural(Reference reference) {
        return reference.refKind().equals("ConfigMap") ? "secrets" : "configmaps";
    }

    private static String otherField(String field) {
        return switch (field) {
            case "configMapKeyRef" -> "secretKeyRef";
            case "secretKeyRef" -> "configMapKeyRef";
            case "configMapRef" -> "secretRef";
            default -> "configMapRef";
        };
    }

    private static String shown(Reference reference) {
        return reference.name() + (reference.key() == null ? "" : " with key " + reference.key());
    }

    /** What a pod says about the reference. */
    private static Optional<Evidence> said(Subject subject, Reference reference, String missing) {
        return subject.pods().stream()
                .flatMap(pod -> sayings(subject, reference, pod))
                .filter(evidence -> matches(evidence.text(), reference, missing))
                .findFirst();
    }

    private static Stream<Evidence> sayings(Subject subject, Reference reference, KubernetesObject pod) {
        var waiting = ContainerView.of(subject.workload(), pod)
                .filter(container -> container.waitingReason().equals("CreateContainerConfigError"))
                .filter(container ->
                        reference.container() == null || container.name().equals(reference.container()))
                .map(container -> container.evidence(container.waitingReason() + ": " + container.waitingMessage()));
        var mounts = subject.events().of(pod, "FailedMount").stream()
                .map(event -> Evidence.of(pod, "event FailedMount", Events.message(event)));
        var conditions = pod.objectsAt("status", "conditions").stream()
                .filter(condition -> "PodScheduled".equals(condition.get("type")))
                .map(condition -> Evidence.of(pod, "condition PodScheduled", String.valueOf(condition.get("message"))));
        return Stream.of(waiting, mounts, conditions).flatMap(all -> all);
    }

    private static boolean matches(String text, Reference reference, String missing) {
        var kind = reference.refKind().toLowerCase(Locale.ROOT);
        if (missing.equals("object")) {
            return text.contains(kind + " \"" + reference.name() + "\" not found")
                    || text.contains(kind + " \"" + reference.name() + "\" is forbidden");
        }
        var key = reference.key();
        if (key == null) {
            return false;
        }
        boolean inVariable = text.contains("find key " + key + " in " + reference.refKind() + " ")
                && text.contains("/" + reference.name());
        boolean inVolume = reference.via().equals("volume")
                && text.contains("non-existent " + (kind.equals("secret") ? "secret" : "config") + " key: " + key);
        return inVariable || inVolume;
    }
}
