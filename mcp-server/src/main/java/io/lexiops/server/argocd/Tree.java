package io.lexiops.server.argocd;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The objects of an application as indented lines: what made what. */
final class Tree {

    private static final int DEEPEST = 10;

    private final List<KubernetesObject> nodes;
    private final Set<String> seen = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    private Tree(List<Map<String, Object>> nodes) {
        this.nodes = nodes.stream().map(KubernetesObject::new).toList();
    }

    static List<String> lines(List<Map<String, Object>> nodes) {
        var tree = new Tree(nodes);
        tree.nodes.stream()
                .filter(node -> node.objectsAt("parentRefs").isEmpty())
                .forEach(node -> tree.add(node, 0));
        return tree.lines;
    }

    private void add(KubernetesObject node, int depth) {
        // the tree comes from outside: a circle must not be walked forever
        if (depth > DEEPEST || !seen.add(key(node))) {
            return;
        }
        lines.add("  ".repeat(depth) + node.textAt("", "kind") + "/" + node.textAt("", "name") + " "
                + node.textAt("", "health", "status"));
        nodes.stream()
                .filter(child -> child.objectsAt("parentRefs").stream()
                        .anyMatch(parent -> key(new KubernetesObject(parent)).equals(key(node))))
                .forEach(child -> add(child, depth + 1));
    }

    private static String key(KubernetesObject node) {
        return node.textAt("", "group") + "/" + node.textAt("", "kind") + "/" + node.textAt("", "namespace") + "/"
                + node.textAt("", "name");
    }
}
