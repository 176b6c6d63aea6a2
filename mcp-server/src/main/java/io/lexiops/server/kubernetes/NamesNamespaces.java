package io.lexiops.server.kubernetes;

import java.util.Objects;
import java.util.Set;

/** Objects of the whole cluster that are about one namespace: namespaces themselves, and volumes that are claimed. */
final class NamesNamespaces {

    private NamesNamespaces() {}

    static boolean isNamed(ResourceType type) {
        return type.group().isEmpty() && Set.of("Namespace", "PersistentVolume").contains(type.kind());
    }

    /** @param open the namespaces that are open; empty means all */
    static boolean isOpen(KubernetesObject object, Set<String> open) {
        if (open.isEmpty() || !object.apiVersion().equals("v1")) {
            return true;
        }
        return switch (object.kind()) {
            case "Namespace" -> open.contains(object.name());
            case "PersistentVolume" -> {
                var claim = Objects.requireNonNullElse(object.at("spec", "claimRef", "namespace"), "");
                yield claim.equals("") || open.contains(String.valueOf(claim));
            }
            default -> true;
        };
    }
}
