package io.lexiops.server.kubernetes;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the values of the Secrets that pods use known before what the pods print is shown: a program may print its password,
 * and nothing in the line says that it is one. Where the right to read Secrets is missing, shapes and names have to do.
 */
final class PodSecrets {

    private static final int MOST = 50;

    private final Kubernetes kubernetes;
    private final Redactor redactor;

    PodSecrets(Kubernetes kubernetes, Redactor redactor) {
        this.kubernetes = kubernetes;
        this.redactor = redactor;
    }

    void learn(String namespace, List<KubernetesObject> pods) {
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
                    return;
                }
                throw e;
            }
        }
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
