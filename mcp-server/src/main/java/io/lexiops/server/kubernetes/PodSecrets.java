package io.lexiops.server.kubernetes;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the values of the Secrets that pods use known before what the pods print is shown: a program may print its password,
 * and nothing in the line says that it is one. Where the right to read Secrets is missing, shapes and names have to do.
 */
final class PodSecrets {

    private static final int MOST = 20;

    private final Kubernetes kubernetes;
    private final Redactor redactor;

    PodSecrets(Kubernetes kubernetes, Redactor redactor) {
        this.kubernetes = kubernetes;
        this.redactor = redactor;
    }

    void learn(String namespace, Set<String> pods) {
        var names = new TreeSet<String>();
        var type = kubernetes.type("pods", "v1");
        for (var pod : pods) {
            kubernetes
                    .find(new ObjectRef(type, namespace, pod))
                    .ifPresent(found -> named(found).forEach(names::add));
        }
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

    /** Every Secret that a pod names: for variables, for files, to pull its images. */
    private static Stream<String> named(KubernetesObject pod) {
        return Stream.concat(
                PodSpecs.allContainers(pod).stream()
                        .flatMap(container -> Stream.concat(
                                names(container, "envFrom", "secretRef", "name"),
                                container.get("env") instanceof Iterable<?> variables
                                        ? items(variables)
                                                .map(item -> map(map(item.get("valueFrom"))
                                                                .get("secretKeyRef"))
                                                        .get("name"))
                                                .filter(Objects::nonNull)
                                                .map(String::valueOf)
                                        : Stream.of())),
                names(map(pod.at("spec")), "volumes", "secret", "secretName"));
    }

    private static Stream<String> names(Map<?, ?> holder, String list, String key, String name) {
        return holder.get(list) instanceof Iterable<?> entries
                ? items(entries)
                        .map(item -> map(item.get(key)).get(name))
                        .filter(Objects::nonNull)
                        .map(String::valueOf)
                : Stream.of();
    }

    private static Stream<Map<?, ?>> items(Iterable<?> entries) {
        var items = Stream.<Map<?, ?>>builder();
        entries.forEach(entry -> items.add(map(entry)));
        return items.build();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
