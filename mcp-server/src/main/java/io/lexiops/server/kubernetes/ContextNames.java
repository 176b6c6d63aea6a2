package io.lexiops.server.kubernetes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Which contexts of a kubeconfig are to be served. A name that does not exist stops the start: it would be missed later. */
final class ContextNames {

    private static final String ALL = "*";
    private static final String SETTING = "copilot.kubernetes.contexts";

    private ContextNames() {}

    /** The names, the current one first; empty if the settings name none, so that the default is the only one. */
    static List<String> of(KubernetesProperties properties, ClusterAccess access) {
        var wanted = properties.contexts();
        return switch (access) {
            case ClusterAccess.File file when !wanted.isEmpty() -> ofFile(file, wanted);
            case ClusterAccess.Text(var _, var name) -> onlyOne(wanted, name);
            case ClusterAccess.InCluster _ -> onlyOne(wanted, "in-cluster");
            default -> List.of();
        };
    }

    private static List<String> ofFile(ClusterAccess.File file, List<String> wanted) {
        var known = known(file);
        var names = new LinkedHashSet<String>();
        var current = file.context() == null ? known.current() : file.context();
        var all = wanted.contains(ALL) ? known.names() : wanted;
        if (current != null && all.contains(current)) {
            names.add(current);
        } else if (file.context() != null) {
            throw new IllegalStateException(
                    "copilot.kubernetes.context is '" + current + "', which " + SETTING + " does not name: " + all);
        }
        names.addAll(all);
        if (names.isEmpty() || !known.names().containsAll(names)) {
            var missing = new ArrayList<>(names);
            missing.removeAll(known.names());
            throw new IllegalStateException(SETTING + ": the kubeconfig " + file.path() + " has no context " + missing
                    + "; it has: " + known.names());
        }
        return List.copyOf(names);
    }

    private static ClientJavaKubeconfig.Contexts known(ClusterAccess.File file) {
        try {
            return ClientJavaKubeconfig.contexts(file.path());
        } catch (IOException e) {
            throw new IllegalStateException(
                    SETTING + ": the kubeconfig " + file.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> onlyOne(List<String> wanted, String name) {
        if (!wanted.stream().allMatch(word -> word.equals(ALL) || word.equals(name))) {
            throw new IllegalStateException(SETTING + " is " + wanted + ", but the only cluster here is " + name);
        }
        return List.of();
    }
}
