package io.lexiops.server.helm;

import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what Helm remembers, from its Secrets {@code sh.helm.release.v1.<name>.v<N>}. */
final class ReleaseSecrets {

    private static final String TYPE = "helm.sh/release.v1";
    private static final int PAGE = 50;
    private static final int MOST_PAGES = 40;

    private final Kubernetes kubernetes;

    ReleaseSecrets(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** The newest revision of each release; only their labels are looked at before the newest are unpacked. */
    List<Release> newest(String namespace) {
        var byName = new TreeMap<String, KubernetesObject>();
        for (var secret : secrets(namespace, "owner=helm")) {
            byName.merge(label(secret, "name"), secret, (a, b) -> revision(a) >= revision(b) ? a : b);
        }
        return byName.values().stream()
                .map(ReleaseSecrets::release)
                .flatMap(Optional::stream)
                .toList();
    }

    List<Release> history(ReleaseRef ref) {
        return secrets(ref.namespace(), "owner=helm,name=" + ref.name()).stream()
                .map(ReleaseSecrets::release)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingLong(Release::revision))
                .toList();
    }

    /** Replaces parts of a revision's record; fails if anybody has changed it since it was read. */
    void amend(Release release, Map<String, Object> parts) {
        var record = new LinkedHashMap<String, Object>(release.record().content());
        record.putAll(parts);
        var type = kubernetes.type("Secret", "v1");
        var live = kubernetes.get(
                new ObjectRef(type, release.ref().namespace(), release.secret().name()));
        if (!live.resourceVersion().equals(release.secret().resourceVersion())) {
            throw new ToolFailed(
                    ErrorCode.PRECONDITION_FAILED,
                    "release " + release.ref() + " is being changed by somebody else",
                    "");
        }
        var content = new LinkedHashMap<String, Object>(live.content());
        var data = new LinkedHashMap<String, Object>(live.mapAt("data"));
        data.put("release", ReleaseRecord.encode(record));
        content.put("data", data);
        kubernetes.replace(type, new KubernetesObject(content), new Kubernetes.WriteOptions(false, "helm"));
    }

    private List<KubernetesObject> secrets(String namespace, String labels) {
        var type = kubernetes.type("Secret", "v1");
        var all = new ArrayList<KubernetesObject>();
        String next = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            var answer = kubernetes.list(new Kubernetes.ListQuery(type, namespace, labels, "type=" + TYPE, PAGE, next));
            all.addAll(answer.items());
            next = answer.continueToken();
            if (next == null || next.isEmpty()) {
                return all;
            }
        }
        throw new ToolFailed(
                ErrorCode.BACKEND_UNAVAILABLE,
                "there are more than " + PAGE * MOST_PAGES + " release Secrets in " + namespace,
                "let Helm keep fewer revisions (--history-max)");
    }

    private static Optional<Release> release(KubernetesObject secret) {
        var namespace = secret.namespace();
        if (!(secret.at("data", "release") instanceof String data) || namespace == null) {
            return Optional.empty();
        }
        var content = new LinkedHashMap<String, Object>(secret.content());
        content.remove("data");
        var ref = new ReleaseRef(namespace, label(secret, "name"));
        return Optional.of(new Release(
                ref,
                revision(secret),
                new KubernetesObject(ReleaseRecord.decode(data)),
                new KubernetesObject(content)));
    }

    private static String label(KubernetesObject secret, String name) {
        return secret.textAt("", "metadata", "labels", name);
    }

    private static long revision(KubernetesObject secret) {
        try {
            return Long.parseLong(label(secret, "version"));
        } catch (NumberFormatException _) {
            return 0; // not written by Helm; sorts before everything that is
        }
    }
}
