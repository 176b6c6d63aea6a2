package io.lexiops.server.history;

import io.lexiops.server.history.PastChange.What;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can still be told of the time before the watching began: the pod templates that a Deployment's ReplicaSets keep, and when
 * which field manager wrote an object last.
 */
final class EarlierChanges {

    private static final int PAGE = 200;
    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final Kubernetes kubernetes;
    private final CompactState compact;
    private final Fingerprints fingerprints;

    EarlierChanges(Kubernetes kubernetes, CompactState compact, Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
        this.kubernetes = kubernetes;
        this.compact = compact;
    }

    /**
     * What was found.
     *
     * @param unread what could not be looked at, and why
     */
    record Found(List<PastChange> changes, List<String> unread) {}

    /** Changes of the query's time, each kind only before it was watched. */
    Found find(HistoryQuery query, Map<String, Instant> watchedSince) {
        var found = new Found(new ArrayList<>(), new ArrayList<>());
        for (var kind : WatchedKind.ALL) {
            var until = earlier(query.until(), watchedSince.get(kind.kind()));
            if (query.kinds().contains(kind.kind()) && until.isAfter(query.since())) {
                try {
                    writes(query, kind, until, found.changes());
                    if (kind.kind().equals("Deployment")) {
                        revisions(query, until, found.changes());
                    }
                } catch (ToolFailed e) {
                    if (e.code() == ErrorCode.CANCELLED) {
                        throw e;
                    }
                    found.unread().add(kind.plural() + ": " + e.getMessage());
                }
            }
        }
        return found;
    }

    private static Instant earlier(Instant until, @Nullable Instant watched) {
        return watched == null || until.isBefore(watched) ? until : watched;
    }

    private void writes(HistoryQuery query, WatchedKind kind, Instant until, List<PastChange> changes) {
        for (var object : list(query, kind.plural(), kind.selector())) {
            if (query.name() != null && !object.name().equals(query.name())) {
                continue;
            }
            for (var entry : object.objectsAt("metadata", "managedFields")) {
                var at = SeenObject.time(entry.get("time")).orElse(null);
                var paths = new TreeSet<String>();
                paths("", entry.get("fieldsV1"), paths);
                // Who owns nothing but an annotation or the status has only noted something.
                paths.removeIf(path -> path.startsWith("status"));
                if (at != null && !paths.isEmpty() && within(query, at, until)) {
                    changes.add(new PastChange(
                            at,
                            String.valueOf(entry.get("manager")),
                            kind.kind(),
                            query.namespace(),
                            object.name(),
                            What.CHANGED,
                            paths.stream()
                                    .limit(3)
                                    .map(path -> new FieldEdit(path, null, null))
                                    .toList(),
                            Math.max(0, paths.size() - 3)));
                }
            }
        }
    }

    private static boolean within(HistoryQuery query, Instant at, Instant until) {
        return !at.isBefore(query.since()) && at.isBefore(until);
    }

    /** Down to the fields of the spec; deeper it would only get longer. */
    private static void paths(String at, @Nullable Object fields, Set<String> found) {
        if (!(fields instanceof Map<?, ?> map)) {
            return;
        }
        map.forEach((key, below) -> {
            var name = key.toString();
            if (name.startsWith("f:") && !name.equals("f:metadata")) {
                var path = at.isEmpty() ? name.substring(2) : at + "." + name.substring(2);
                if (at.isEmpty() && below instanceof Map<?, ?> deeper && !deeper.isEmpty()) {
                    paths(path, below, found);
                } else {
                    found.add(path);
                }
            }
        });
    }

    private void revisions(HistoryQuery query, Instant until, List<PastChange> changes) {
        var byOwner = list(query, "replicasets", null).stream()
                .filter(set -> !owner(set).isEmpty())
                .filter(set -> query.name() == null || query.name().equals(owner(set)))
                .collect(Collectors.groupingBy(EarlierChanges::owner, TreeMap::new, Collectors.toList()));
        byOwner.forEach((owner, sets) -> {
            sets.sort(Comparator.comparingLong(EarlierChanges::revision));
            for (int i = 1; i < sets.size(); i++) {
                var at = SeenObject.time(sets.get(i).at("metadata", "creationTimestamp"))
                        .orElse(null);
                if (at != null && within(query, at, until)) {
                    var edits = FieldEdit.between(template(sets.get(i - 1)), template(sets.get(i)), fingerprints);
                    changes.add(new PastChange(at, "", "Deployment", query.namespace(), owner, What.CHANGED, edits, 0));
                }
            }
        });
    }

    private Map<String, KeptValue> template(KubernetesObject set) {
        var fields = new TreeMap<String, KeptValue>();
        compact.of(set).fields().forEach((path, value) -> {
            if (path.startsWith("spec.template.") && !path.contains("pod-template-hash")) {
                fields.put(path, value);
            }
        });
        return fields;
    }

    private static String owner(KubernetesObject set) {
        return set.objectsAt("metadata", "ownerReferences").stream()
                .filter(owner -> "Deployment".equals(owner.get("kind")))
                .map(owner -> String.valueOf(owner.get("name")))
                .findFirst()
                .orElse("");
    }

    private static long revision(KubernetesObject set) {
        var text = Objects.requireNonNullElse(set.at("metadata", "annotations", REVISION), "0")
                .toString();
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private List<KubernetesObject> list(HistoryQuery query, String plural, @Nullable String selector) {
        var type = kubernetes.type(plural, null);
        var all = new ArrayList<KubernetesObject>();
        @Nullable String next = null;
        do {
            var page = kubernetes.list(new ListQuery(type, query.namespace(), null, selector, PAGE, next));
            all.addAll(page.items());
            next = page.continueToken();
        } while (next != null);
        return all;
    }
}
