package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many objects of each kind are in a namespace: what goes when it is deleted. */
final class NamespaceContents {

    private static final int KINDS_ASKED = 80;
    private static final int KINDS_NAMED = 20;
    /** Nobody misses them: controllers make them anew, or they run out. */
    private static final Set<String> BY_THE_WAY =
            Set.of("Event", "Endpoints", "EndpointSlice", "Lease", "ControllerRevision", "ReplicaSet");

    private final Kubernetes kubernetes;

    NamespaceContents(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** For example {@code ConfigMap 3, Deployment 2}; what could not be counted is said. */
    String words(String namespace) {
        var counts = new TreeMap<String, Long>();
        var uncounted = new ArrayList<String>();
        var types = types();
        for (var type : types.subList(0, Math.min(KINDS_ASKED, types.size()))) {
            try {
                long count = count(type, namespace);
                if (count > 0) {
                    counts.merge(type.kind(), count, Long::sum);
                }
            } catch (ToolFailed _) {
                // A kind that this server or its caller may not read goes with the namespace nevertheless.
                uncounted.add(type.kind());
            }
        }
        types.stream().skip(KINDS_ASKED).map(ResourceType::kind).forEach(uncounted::add);
        return (counts.isEmpty() ? "nothing that could be counted" : named(counts))
                + (uncounted.isEmpty() ? "" : "; not counted: " + named(uncounted));
    }

    private List<ResourceType> types() {
        var seen = new HashSet<String>();
        return kubernetes.resourceTypes().stream()
                .filter(type -> type.namespaced() && type.verbs().containsAll(Set.of("list", "delete")))
                .filter(type -> !BY_THE_WAY.contains(type.kind()))
                .filter(type -> seen.add(type.group() + "/" + type.plural()))
                .toList();
    }

    /** One object is read; how many follow it the server tells, if it does. */
    private long count(ResourceType type, String namespace) {
        var page = kubernetes.list(new ListQuery(type, namespace, null, null, 1, null));
        var remaining = page.remaining();
        long more = page.continueToken() == null ? 0 : 1;
        return page.items().size() + (remaining == null ? more : remaining);
    }

    private static String named(Map<String, Long> counts) {
        return named(counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .toList());
    }

    private static String named(List<String> words) {
        return words.stream().limit(KINDS_NAMED).collect(Collectors.joining(", "))
                + (words.size() > KINDS_NAMED ? " and " + (words.size() - KINDS_NAMED) + " more kinds" : "");
    }
}
