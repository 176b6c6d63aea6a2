package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Containers that wait for an image which cannot be pulled. */
final class ImagePulls implements Collector {

    static final Set<String> REASONS = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed");

    /** How the kubelet says it: the image, and why. */
    static final Pattern FAILED = Pattern.compile("Failed to pull image \"([^\"\\s]{1,512})\": (.+)", Pattern.DOTALL);

    private static final Set<String> PULL_SECRET_TYPES =
            Set.of("kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg");
    private static final int LONGEST = 400;

    @Override
    public void collect(Subject subject, Facts facts) {
        var waiting = subject.containers().filter(container -> REASONS.contains(container.waitingReason()));
        var known = new KnownImages(subject.inventory());
        for (var trouble : SameTrouble.group(waiting, ContainerView::image)) {
            facts.add(fact(subject, trouble, known));
        }
    }

    private static ImagePull fact(Subject subject, SameTrouble trouble, KnownImages known) {
        var container = trouble.first();
        var image = ImageName.of(container.image());
        var message = message(container, subject.events());
        var failing = known.failing();
        var secrets = pullSecrets(container.pod());
        var existing = secrets(subject.reads());
        var failure = failure(container.waitingReason(), message);
        return new ImagePull(
                subject.target(),
                container.name(),
                container.init(),
                container.path() != null
                        && (subject.workload().editable()
                                || subject.workload().kind().equals("Pod")),
                container.image(),
                image.repository(),
                image.tag(),
                failure,
                Plain.text(message, LONGEST),
                trouble.pods(),
                known.near(container.image()),
                secrets,
                subject.reads().readable("secrets")
                        ? secrets.stream()
                                .filter(name -> existing.stream()
                                        .noneMatch(secret -> secret.name().equals(name)))
                                .toList()
                        : List.of(),
                existing.stream()
                        .filter(secret -> PULL_SECRET_TYPES.contains(secret.textAt("", "type")))
                        .map(KubernetesObject::name)
                        .filter(name -> !secrets.contains(name))
                        .toList(),
                container.path(),
                subject.revisions()
                        .rollback(
                                revision -> revision.images().stream().noneMatch(failing::contains)
                                        && revision.container(container.name(), container.init())
                                                .filter(old ->
                                                        !old.textAt("", "image").equals(container.image()))
                                                .isPresent(),
                                container.name(),
                                container.init()),
                evidence(container, message, trouble));
    }

    private static List<Evidence> evidence(ContainerView container, String message, SameTrouble trouble) {
        var evidence = new ArrayList<Evidence>();
        evidence.add(container.evidence(container.waitingReason() + ": " + message));
        if (trouble.pods().size() > 1) {
            evidence.add(new Evidence("pods", "the same in " + String.join(", ", trouble.pods())));
        }
        return evidence;
    }

    /** The registry's answer. During the back-off older kubelets say only that they wait; then an event has it. */
    private static String message(ContainerView container, Events events) {
        var own = container.waitingMessage();
        if (!own.isEmpty() && !own.matches("Back-off pulling image \"[^\"]*\"")) {
            return own;
        }
        return container
                .events(events)
                .filter(event -> event.textAt("", "reason").equals("Failed"))
                .map(event -> FAILED.matcher(Events.message(event)))
                .filter(matcher -> matcher.matches() && matcher.group(1).equals(container.image()))
                .map(matcher -> matcher.group(2))
                .findFirst()
                .orElse(own);
    }

    private static String failure(String reason, String message) {
        var text = message.toLowerCase(Locale.ROOT);
        if (reason.equals("InvalidImageName") || text.contains("invalid reference format")) {
            return "invalid";
        }
        if (reason.equals("ErrImageNeverPull")) {
            return "never";
        }
        if (any(text, "no matching manifest for", "no match for platform")) {
            return "architecture";
        }
        if (any(text, "toomanyrequests", "429 too many")) {
            return "limited";
        }
        if (any(
                text,
                "pull access denied",
                "unauthorized",
                "authentication required",
                "403 forbidden",
                "401 unauthorized",
                "insufficient_scope",
                "no basic auth credentials",
                "denied: ")) {
            return "denied";
        }
        if (any(
                text,
                "no such host",
                "connection refused",
                "i/o timeout",
                "x509",
                "network is unreachable",
                "no route to host",
                "dial tcp",
                "tls:",
                "http: server gave http response",
                "deadline exceeded",
                "unexpected eof",
                "500 internal",
                "502 bad",
                "503 service")) {
            return "unreachable";
        }
        return any(text, "not found", "manifest unknown", "name unknown", "name_unknown") ? "missing" : "other";
    }

    static boolean any(String text, String... words) {
        for (var word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> pullSecrets(KubernetesObject pod) {
        return pod.objectsAt("spec", "imagePullSecrets").stream()
                .map(secret -> String.valueOf(secret.get("name")))
                .toList();
    }

    private static List<KubernetesObject> secrets(NamespaceReads reads) {
        return reads.all("secrets");
    }
}
