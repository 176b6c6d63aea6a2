package io.lexiops.server.diagnose;

import io.lexiops.server.diagnose.CreateFailure.Bound;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Workloads whose pods the API server refuses: a quota, a limit range, a policy, a name that does not exist. */
final class CreateFailures implements Collector {

    private static final Set<String> KINDS =
            Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob");
    private static final Duration FRESH = Duration.ofMinutes(20);
    private static final Pattern ACCOUNT = Pattern.compile("serviceaccount \"([a-z0-9.-]{1,253})\" not found");
    private static final Pattern WEBHOOK = Pattern.compile("admission webhook \"([^\"]{1,253})\" denied the request");
    private static final Pattern CALLING = Pattern.compile("failed calling webhook \"([^\"]{1,253})\"");
    private static final Pattern PRIORITY = Pattern.compile("no PriorityClass with name ([a-z0-9.-]{1,253}) was found");
    private static final Pattern MUST_SPECIFY =
            Pattern.compile("failed quota: ([a-z0-9.-]{1,253}): must specify ([a-z0-9.,/-]{1,500})");
    private static final Pattern LIMIT_RANGE = Pattern.compile(
            "(maximum|minimum) (cpu|memory|ephemeral-storage) usage per (?:Container|Pod) is ([^,\\s]{1,30})[,.]");

    private record Refusal(String message, Evidence evidence) {}

    @Override
    public void collect(Subject subject, Facts facts) {
        if (KINDS.contains(subject.workload().kind()) && lacksPods(subject)) {
            refusal(subject).ifPresent(refusal -> facts.add(fact(subject, refusal)));
        }
    }

    private static boolean lacksPods(Subject subject) {
        return switch (subject.workload().kind()) {
            case "Job", "CronJob" -> subject.pods().isEmpty();
            default -> !RolloutStatus.of(subject.workload()).complete();
        };
    }

    private static Optional<Refusal> refusal(Subject subject) {
        var workload = subject.workload().object();
        var condition = RolloutStatus.condition(subject.workload(), "ReplicaFailure")
                .filter(one -> one.textAt("", "status").equals("True"))
                .map(one -> one.textAt("", "message"))
                .map(message -> new Refusal(message, Evidence.of(workload, "condition ReplicaFailure", message)));
        return condition.or(() -> creators(subject)
                .flatMap(creator -> subject.events().of(creator, "FailedCreate").stream()
                        .limit(1)
                        .filter(event -> subject.events().age(event).compareTo(FRESH) < 0)
                        .map(event -> new Refusal(
                                Events.message(event),
                                Evidence.of(creator, "event FailedCreate", Events.message(event)))))
                .findFirst());
    }

    private static Stream<KubernetesObject> creators(Subject subject) {
        var workload = subject.workload();
        var current = subject.revisions().current();
        return switch (workload.kind()) {
            case "Deployment" ->
                subject.inventory()
                        .owned("replicasets", workload)
                        .filter(set -> current == null || set.name().equals(current.name()));
            case "CronJob" ->
                Stream.concat(Stream.of(workload.object()), subject.inventory().owned("jobs", workload));
            default -> Stream.of(workload.object());
        };
    }

    private static CreateFailure fact(Subject subject, Refusal refusal) {
        var workload = subject.workload();
        var message = refusal.message();
        var quota = QuotaMessage.of(message);
        var failure = failure(message);
        var name = name(message, quota);
        var accounts = failure.equals("serviceAccount")
                ? subject.reads().all("serviceaccounts").stream()
                        .map(KubernetesObject::name)
                        .toList()
                : List.<String>of();
        long pods = subject.inventory().pods(workload).size();
        return new CreateFailure(
                workload.target(),
                workload.editable(),
                failure,
                name,
                Plain.text(message, 500),
                quota.map(QuotaMessage::numbers).orElse(List.of()),
                quota.map(found -> pods + found.room()).orElse(-1L),
                pods,
                workload.replicas(),
                Likely.meant(name, accounts),
                failure.equals("serviceAccount") ? workload.podPath() + "/serviceAccountName" : null,
                failure.equals("limitRange") ? bounds(workload, message) : List.of(),
                subject.revisions().rollback(revision -> mends(revision, workload, failure, name)),
                List.of(refusal.evidence()));
    }

    private static boolean mends(Revision revision, Workload workload, String failure, String name) {
        return switch (failure) {
            case "serviceAccount" ->
                !revision.podSpec().textAt("", "serviceAccountName").equals(name);
            case "priorityClass" ->
                !revision.podSpec().textAt("", "priorityClassName").equals(name);
            case "quota", "limitRange", "mustSpecify" ->
                !resources(revision.podSpec()).equals(resources(workload.podSpec()));
            default -> true;
        };
    }

    private static List<Object> resources(KubernetesObject podSpec) {
        return podSpec.objectsAt("containers").stream()
                .map(container -> Objects.requireNonNullElse(container.get("resources"), ""))
                .toList();
    }

    private static String failure(String message) {
        if (QuotaMessage.of(message).isPresent()) {
            return "quota";
        }
        if (MUST_SPECIFY.matcher(message).find()) {
            return "mustSpecify";
        }
        if (LIMIT_RANGE.matcher(message).find() || message.contains("max limit to request ratio")) {
            return "limitRange";
        }
        if (ACCOUNT.matcher(message).find()) {
            return "serviceAccount";
        }
        if (PRIORITY.matcher(message).find()) {
            return "priorityClass";
        }
        if (ImagePulls.any(message, "violates PodSecurity", "pod security policy")) {
            return "podSecurity";
        }
        if (WEBHOOK.matcher(message).find()) {
            return "webhook";
        }
        if (CALLING.matcher(message).find()) {
            return "webhookDown";
        }
        return message.contains("is invalid") ? "invalid" : "other";
    }

    private static String name(String message, Optional<QuotaMessage> quota) {
        return quota.map(QuotaMessage::quota)
                .or(() -> Stream.of(MUST_SPECIFY, ACCOUNT, PRIORITY, WEBHOOK, CALLING)
                        .map(pattern -> pattern.matcher(message))
                        .filter(Matcher::find)
                        .map(matcher -> matcher.group(1))
                        .findFirst())
                .orElse("");
    }

    /** The amounts of the template that the message forbids. */
    private static List<Bound> bounds(Workload workload, String message) {
        var bounds = new ArrayList<Bound>();
        var matcher = LIMIT_RANGE.matcher(message);
        while (matcher.find()) {
            boolean most = matcher.group(1).equals("maximum");
            var resource = matcher.group(2);
            var allowed = matcher.group(3);
            for (var raw : workload.podSpec().objectsAt("containers")) {
                var container = new KubernetesObject(raw);
                for (var field : List.of("requests", "limits")) {
                    bound(workload, container, field, resource, allowed, most).ifPresent(bounds::add);
                }
            }
        }
        return bounds;
    }

    private static Optional<Bound> bound(
            Workload workload,
            KubernetesObject container,
            String field,
            String resource,
            String allowed,
            boolean most) {
        var amount = container.at("resources", field, resource);
        var path = workload.containerPath(container.textAt("", "name"), false);
        if (amount == null || path == null) {
            return Optional.empty();
        }
        boolean outside = most
                ? Quantity.of(amount).exceeds(Quantity.of(allowed))
                : Quantity.of(allowed).exceeds(Quantity.of(amount));
        return outside
                ? Optional.of(new Bound(
                        container.textAt("", "name"),
                        resource,
                        String.valueOf(amount),
                        allowed,
                        Pointer.join(path + "/resources/" + field, resource)))
                : Optional.empty();
    }
}
