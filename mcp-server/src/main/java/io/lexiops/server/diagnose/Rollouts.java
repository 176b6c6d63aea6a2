package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the rollout of a workload goes: done, on its way, or held up by a pause, its strategy or a pod. */
final class Rollouts implements Collector {

    private static final long LONG_MIN_READY = 120;
    // A workload without a progress deadline, or whose rollout is over, may be short of pods for so long.
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");
    private static final Duration DELETED = Duration.ofMinutes(2);

    @Override
    public void collect(Subject subject, Facts facts) {
        switch (subject.workload().kind()) {
            case "Deployment" -> deployment(subject, facts);
            case "StatefulSet", "DaemonSet" -> ofControllerRevisions(subject, facts);
            case "ReplicaSet" -> general(subject, facts);
            case "Job" -> job(subject, facts);
            case "CronJob" -> cronJob(subject, facts);
            case "Pod" -> pod(subject, facts);
            default -> {}
        }
    }

    private static void deployment(Subject subject, Facts facts) {
        var workload = subject.workload();
        if (workload.paused()) {
            paused(subject, facts);
            return;
        }
        general(subject, facts);
    }

    private static void paused(Subject subject, Facts facts) {
        var workload = subject.workload();
        var revisions = subject.revisions();
        var status = RolloutStatus.of(workload);
        boolean never = revisions.all().isEmpty() && status.desired() > 0;
        boolean waits = revisions.current() == null && !revisions.all().isEmpty() && status.observed();
        if (!never && !waits) {
            facts.note(workload + " is paused; nothing waits behind the pause");
            return;
        }
        var template = new KubernetesObject(workload.object().mapAt("spec", "template"));
        var changes = never
                ? List.of("its first pods")
                : TemplateChanges.between(revisions.all().getLast().template(), template);
        facts.add(fact(subject, "paused", "the rollout is paused", changes, null, null));
    }

    private static void general(Subject subject, Facts facts) {
        var workload = subject.workload();
        var status = RolloutStatus.of(workload);
        if (status.complete()) {
            if (status.desired() > 0) {
                facts.note("%s: %d of %d pods ready".formatted(workload, status.ready(), status.desired()));
            }
            return;
        }
        var deadlock = deadlock(subject);
        if (deadlock.isPresent()) {
            facts.add(fact(subject, "deadlock", deadlock.get(), List.of(), null, null));
            return;
        }
        long minReady = workload.object().numberAt(0, "spec", "minReadySeconds");
        if (minReady >= LONG_MIN_READY && status.ready() > status.available()) {
            var because = "a pod counts only after it has been ready for %d s".formatted(minReady);
            facts.add(fact(subject, "minReady", because, List.of(), null, null));
            return;
        }
        if (stuck(subject)) {
            var rollback = subject.revisions().rollback(_ -> true);
            facts.add(fact(subject, "stuck", status.words(), List.of(), null, rollback));
            return;
        }
        facts.moving(workload.target(), "%s is on its way: %s".formatted(workload, status.words()));
    }

    private static boolean stuck(Subject subject) {
        var workload = subject.workload();
        var progressing = RolloutStatus.condition(workload, "Progressing");
        if (progressing
                .filter(condition -> condition.textAt("", "reason").equals("ProgressDeadlineExceeded"))
                .isPresent()) {
            return true;
        }
        boolean rollingOut = progressing
                .filter(condition -> !condition.textAt("", "reason").equals("NewReplicaSetAvailable"))
                .isPresent();
        if (rollingOut || !workload.observed()) {
            return false;
        }
        return subject.pods().stream()
                .filter(pod -> !Inventory.ready(pod))
                .anyMatch(pod -> subject.events()
                                .age(pod.textAt("", "metadata", "creationTimestamp"))
                                .compareTo(PATIENCE)
                        > 0);
    }

    /** The strategy wants a new pod before an old one goes, and the new one has no place while the old one is there. */
    static Optional<String> deadlock(Subject subject) {
        var workload = subject.workload();
        var revisions = subject.revisions();
        if (!workload.kind().equals("Deployment")
                || !workload.object().textAt("", "spec", "strategy", "type").equals("RollingUpdate")) {
            return Optional.empty();
        }
        var old = subject.inventory().pods(workload).stream()
                .filter(pod ->
                        subject.pods().stream().noneMatch(one -> one.uid().equals(pod.uid())))
                .filter(Inventory::ready)
                .toList();
        if (old.isEmpty() || revisions.current() == null || unavailableAllowed(workload)) {
            return Optional.empty();
        }
        if (RolloutStatus.condition(workload, "ReplicaFailure")
                .filter(condition -> condition.textAt("", "message").contains("exceeded quota"))
                .isPresent()) {
            return Optional.of("the old pods hold the quota that the new ones need");
        }
        return subject.pods().stream()
                .flatMap(pod -> blocked(subject, pod).stream())
                .findFirst();
    }

    private static Optional<String> blocked(Subject subject, KubernetesObject pod) {
        var message = Scheduling.unschedulable(pod).orElse("");
        if (message.contains("free ports for the requested pod ports")) {
            return Optional.of("the old pods hold the host port that the new ones need");
        }
        if (message.contains("anti-affinity")) {
            return Optional.of("the old pods hold the nodes that the new ones may not share with them");
        }
        boolean attached = subject.events().of(pod, "FailedAttachVolume").stream()
                .anyMatch(event -> Events.message(event).startsWith("Multi-Attach error"));
        return attached ? Optional.of("the old pods hold the volume that the new ones need") : Optional.empty();
    }

    /** Whether an old pod may go before a new one is ready. Percentages are rounded down, as the controller does. */
    static boolean unavailableAllowed(Workload workload) {
        var allowed = workload.object().at("spec", "strategy", "rollingUpdate", "maxUnavailable");
        if (allowed instanceof Number number) {
            return number.longValue() > 0;
        }
        var text = String.valueOf(allowed).replace("%", "");
        return !text.matches("\\d{1,3}") || workload.replicas() * Long.parseLong(text) / 100 > 0;
    }

    private static void ofControllerRevisions(Subject subject, Facts facts) {
        var workload = subject.workload();
        var status = RolloutStatus.of(workload);
        var object = workload.object();
        if (status.observed() && updates(subject)) {
            boolean byHand = object.textAt("", "spec", "updateStrategy", "type").equals("OnDelete");
            long partition = object.numberAt(0, "spec", "updateStrategy", "rollingUpdate", "partition");
            if (!byHand && partition >= status.desired() && status.desired() > 0) {
                var because = "its partition of %d lets no pod be updated".formatted(partition);
                facts.add(fact(subject, "partition", because, List.of(), null, null));
                return;
            }
            if (!byHand && partition > 0) {
                facts.note("%s updates only the pods from number %d on (partition)".formatted(workload, partition));
            }
            var blocking = blockingPod(subject);
            if (blocking.isPresent()) {
                facts.add(fact(
                        subject,
                        "oldPod",
                        because(subject, blocking.get(), byHand),
                        List.of(),
                        blocking.get().name(),
                        null));
                return;
            }
            if (byHand) {
                facts.note(workload + " replaces a pod only when somebody deletes it (OnDelete)");
                return;
            }
        }
        general(subject, facts);
    }

    /** After a way back the revisions of the status are the same again, while pods of the one in between are still there. */
    private static boolean updates(Subject subject) {
        var object = subject.workload().object();
        var newest = subject.revisions().current();
        return !object.textAt("", "status", "currentRevision").equals(object.textAt("", "status", "updateRevision"))
                || (newest != null
                        && subject.inventory().pods(subject.workload()).stream()
                                .anyMatch(pod -> !Inventory.isOf(pod, newest)));
    }

    private static String because(Subject subject, KubernetesObject pod, boolean byHand) {
        var trouble = ContainerView.of(subject.workload(), pod)
                .filter(Rollouts::fails)
                .filter(container -> !container.waitingReason().isEmpty())
                .map(container -> " (%s, image %s)".formatted(container.waitingReason(), container.image()))
                .findFirst()
                .orElse("");
        return "%s still runs the revision before and never becomes ready%s; %s"
                .formatted(
                        pod.name(),
                        trouble,
                        byHand ? "it stays until somebody deletes it (OnDelete)" : "the others wait for it");
    }

    /** A pod of an older revision that fails: the controller waits for it for ever before it replaces it. */
    private static Optional<KubernetesObject> blockingPod(Subject subject) {
        var current = subject.revisions().current();
        var object = subject.workload().object();
        boolean waits = object.textAt("", "spec", "podManagementPolicy").equals("OrderedReady")
                || object.textAt("", "spec", "updateStrategy", "type").equals("OnDelete");
        if (current == null || !waits) {
            return Optional.empty();
        }
        return subject.inventory().pods(subject.workload()).stream()
                .filter(pod -> !Inventory.isOf(pod, current) && !Inventory.ready(pod))
                .filter(pod -> ContainerView.of(subject.workload(), pod).anyMatch(Rollouts::fails))
                .findFirst();
    }

    private static boolean fails(ContainerView container) {
        boolean waits = !container.waitingReason().isEmpty() && !STARTING.contains(container.waitingReason());
        boolean unready = container.running() && !container.ready();
        return waits || unready || container.restarts() > 0;
    }

    private static void job(Subject subject, Facts facts) {
        var workload = subject.workload();
        if (condition(workload, "Complete")) {
            facts.note(workload + " is complete");
        } else if (condition(workload, "Suspended")
                || Boolean.TRUE.equals(workload.object().at("spec", "suspend"))) {
            facts.note(workload + " is suspended");
        } else if (!condition(workload, "Failed")) {
            facts.note(workload + " is running");
        }
    }

    private static boolean condition(Workload workload, String type) {
        return RolloutStatus.condition(workload, type)
                .filter(condition -> condition.textAt("", "status").equals("True"))
                .isPresent();
    }

    private static void cronJob(Subject subject, Facts facts) {
        if (Boolean.TRUE.equals(subject.workload().object().at("spec", "suspend"))) {
            facts.note(subject.workload() + " is suspended");
        }
    }

    private static void pod(Subject subject, Facts facts) {
        var workload = subject.workload();
        var pod = workload.object();
        if (pod.at("metadata", "deletionTimestamp") != null) {
            var age = subject.events().age(pod.at("metadata", "deletionTimestamp"));
            if (age.compareTo(DELETED) < 0) {
                facts.moving(workload.target(), workload + " is going away");
            } else {
                facts.note(workload + " should have gone away");
            }
            return;
        }
        var phase = pod.textAt("", "status", "phase");
        if (phase.equals("Succeeded")) {
            facts.note(workload + " has done its work");
        } else if (Inventory.ready(pod)) {
            facts.note(workload + " is ready");
        } else if (!phase.equals("Failed")) {
            facts.moving(workload.target(), workload + " is starting");
        }
    }

    private static Rollout fact(
            Subject subject,
            String trouble,
            String because,
            List<String> changes,
            @Nullable String pod,
            @Nullable Rollback rollback) {
        var workload = subject.workload();
        var status = RolloutStatus.of(workload);
        var object = workload.object();
        var evidence = new ArrayList<Evidence>();
        evidence.add(Evidence.of(object, "status", status.words()));
        RolloutStatus.condition(workload, "Progressing")
                .ifPresent(condition -> evidence.add(Evidence.of(
                        object,
                        "condition Progressing",
                        condition.textAt("", "reason") + ": " + condition.textAt("", "message"))));
        subject.pods().stream()
                .flatMap(one -> Scheduling.unschedulable(one).stream()
                        .map(message -> Evidence.of(one, "condition PodScheduled", message)))
                .findFirst()
                .ifPresent(evidence::add);
        return new Rollout(
                workload.target(),
                trouble,
                because,
                status.desired(),
                status.updated(),
                status.ready(),
                status.available(),
                object.textAt(object.textAt("", "spec", "updateStrategy", "type"), "spec", "strategy", "type"),
                text(object.at("spec", "strategy", "rollingUpdate", "maxUnavailable")),
                text(object.at("spec", "strategy", "rollingUpdate", "maxSurge")),
                object.numberAt(0, "spec", "minReadySeconds"),
                changes,
                pod,
                rollback,
                evidence);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }
}
