package io.lexiops.server.history;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kind whose changes are kept. The words are known here, so that the history can be asked while the cluster is away.
 *
 * @param group    of the API; empty for core
 * @param words    plural first, then singular and short names
 * @param selector leaves out objects that tell nothing; null takes all
 */
record WatchedKind(
        String kind,
        String group,
        List<String> words,
        @Nullable String selector) {

    // Releases of Helm are blobs of a megabyte; what they changed is seen at the objects.
    static final List<WatchedKind> ALL = List.of(
            of("Deployment", "apps", "deployments", "deployment", "deploy"),
            of("StatefulSet", "apps", "statefulsets", "statefulset", "sts"),
            of("DaemonSet", "apps", "daemonsets", "daemonset", "ds"),
            of("Job", "batch", "jobs", "job"),
            of("CronJob", "batch", "cronjobs", "cronjob", "cj"),
            of("ConfigMap", "", "configmaps", "configmap", "cm"),
            new WatchedKind("Secret", "", List.of("secrets", "secret"), "type!=helm.sh/release.v1"),
            of("Service", "", "services", "service", "svc"),
            of("Ingress", "networking.k8s.io", "ingresses", "ingress", "ing"),
            of("NetworkPolicy", "networking.k8s.io", "networkpolicies", "networkpolicy", "netpol"),
            of("HorizontalPodAutoscaler", "autoscaling", "horizontalpodautoscalers", "horizontalpodautoscaler", "hpa"),
            of("PodDisruptionBudget", "policy", "poddisruptionbudgets", "poddisruptionbudget", "pdb"),
            of("ResourceQuota", "", "resourcequotas", "resourcequota", "quota"));

    WatchedKind {
        words = List.copyOf(words);
    }

    private static WatchedKind of(String kind, String group, String... words) {
        return new WatchedKind(kind, group, List.of(words), null);
    }

    /** The kind that a word means, in any case. */
    static Optional<WatchedKind> named(String word) {
        var lower = word.toLowerCase(Locale.ROOT);
        return ALL.stream().filter(kind -> kind.words().contains(lower)).findFirst();
    }

    static Set<String> names() {
        return ALL.stream().map(WatchedKind::kind).collect(Collectors.toUnmodifiableSet());
    }

    String plural() {
        return words.getFirst();
    }
}
