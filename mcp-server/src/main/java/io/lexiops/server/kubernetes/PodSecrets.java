package io.lexiops.server.kubernetes;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the values of the Secrets that pods use known before what the pods print is shown: a program may print its password,
 * and nothing in the line says that it is one. Where the right to read Secrets is missing, shapes and names have to do.
 */
final class PodSecrets {

    private static final int MOST = 50;
    // One call reads the logs of many pods that share their Secrets.
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int MOST_FRESH = 10_000;

    private final Kubernetes kubernetes;
    private final Redactor redactor;

    private final InstantSource clock;
    private final Map<String, Instant> learned = new ConcurrentHashMap<>();

    PodSecrets(Kubernetes kubernetes, Redactor redactor, InstantSource clock) {
        this.kubernetes = kubernetes;
        this.redactor = redactor;
        this.clock = clock;
    }

    /** Those of a pod, unless they were read a moment ago; of a pod that is gone nobody can tell. */
    void learn(String namespace, String pod) {
        var last = learned.get(key(namespace, pod));
        if (last != null && clock.instant().isBefore(last.plus(FRESH))) {
            return;
        }
        try {
            var found = kubernetes.find(new ObjectRef(kubernetes.type("pods", "v1"), namespace, pod));
            learn(namespace, found.stream().toList());
        } catch (ToolFailed e) {
            if (e.code() != ErrorCode.FORBIDDEN) {
                throw e;
            }
        }
    }

    void learn(String namespace, List<KubernetesObject> pods) {
        if (learned.size() > MOST_FRESH) {
            learned.clear();
        }
        var names = new TreeSet<String>();
        pods.forEach(pod -> named(pod).forEach(names::add));
        var secrets = kubernetes.type("secrets", "v1");
        for (var name : names.stream().limit(MOST).toList()) {
            try {
                kubernetes
                        .find(new ObjectRef(secrets, namespace, name))
                        .ifPresent(secret -> redactor.learn(secret.content()));
            } catch (ToolFailed e) {
                if (e.code() == ErrorCode.FORBIDDEN) {
                    break;
                }
                throw e;
            }
        }
        // Only now: who comes meanwhile must not rely on what is not read yet. Of too many each pod is looked at by
        // itself.
        if (names.size() <= MOST) {
            pods.forEach(pod -> learned.put(key(namespace, pod.name()), clock.instant()));
        }
    }

    private static String key(String namespace, String pod) {
        return ClusterContext.told().orElse("") + "/" + namespace + "/" + pod;
    }

    /** Every Secret that a program in the pod can read: as variables and as files. */
    private static Stream<String> named(KubernetesObject pod) {
        var variables = PodSpecs.allContainers(pod).stream()
                .flatMap(container -> Stream.concat(
                        names(container, "envFrom", "secretRef", "name"),
                        items(container.get("env"))
                                .flatMap(item -> name(map(item.get("valueFrom")).get("secretKeyRef"), "name"))));
        var volumes = items(map(pod.at("spec")).get("volumes"))
                .flatMap(volume -> Stream.concat(
                        name(volume.get("secret"), "secretName"),
                        names(map(volume.get("projected")), "sources", "secret", "name")));
        return Stream.concat(variables, volumes);
    }

    private static Stream<String> names(Map<?, ?> holder, String list, String key, String name) {
        return items(holder.get(list)).flatMap(item -> name(item.get(key), name));
    }

    private static Stream<String> name(@Nullable Object holder, String key) {
        return map(holder).get(key) instanceof String name ? Stream.of(name) : Stream.of();
    }

    private static Stream<Map<?, ?>> items(@Nullable Object list) {
        var items = Stream.<Map<?, ?>>builder();
        if (list instanceof Iterable<?> entries) {
            entries.forEach(entry -> items.add(map(entry)));
        }
        return items.build();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
