package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ports with the protocol that they have anyway, written out. */
final class PortProtocols {

    private static final String PROTOCOL = "protocol";

    private PortProtocols() {}

    /** @param tree may be changed, and is returned */
    static Map<String, Object> named(Map<String, Object> tree) {
        tree.forEach((key, value) -> {
            if (key.equals("ports") && value instanceof List<?> ports) {
                ports.stream()
                        .filter(Map.class::isInstance)
                        .forEach(port -> TreeDifference.map(port).putIfAbsent(PROTOCOL, "TCP"));
            } else {
                descend(value);
            }
        });
        return tree;
    }

    private static void descend(@Nullable Object value) {
        if (value instanceof Map<?, ?>) {
            named(TreeDifference.map(value));
        } else if (value instanceof List<?> list) {
            list.forEach(PortProtocols::descend);
        }
    }
}
