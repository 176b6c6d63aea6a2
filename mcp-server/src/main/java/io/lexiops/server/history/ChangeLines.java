package io.lexiops.server.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The lines of an answer: {@code 2026-11-24T10:00:00Z kubectl Deployment/web: spec.replicas 3 -> 5}. */
final class ChangeLines {

    private static final int FIELDS = 6;

    private ChangeLines() {}

    static List<String> of(List<PastChange> changes, int limit, Askers askers) {
        return changes.stream()
                .sorted(Comparator.comparing(PastChange::at).reversed())
                .limit(limit)
                .map(change -> line(change, askers.who(change)))
                .toList();
    }

    /** Since when the history is complete, and what stands in for it before. */
    static String coverage(HistoryQuery query, Map<String, Instant> since) {
        var missing = query.kinds().stream()
                .filter(kind -> !since.containsKey(kind))
                .sorted()
                .collect(Collectors.joining(", "));
        var start = since.entrySet().stream()
                .filter(entry -> query.kinds().contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .max(Instant::compareTo);
        return start.map(time -> "watched since " + time.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("not watched yet")
                + (missing.isEmpty() || start.isEmpty() ? "" : " (not watched: " + missing + ")")
                + "; before that only ReplicaSet revisions and the last write of each field manager are known";
    }

    private static String line(PastChange change, String who) {
        return change.at().truncatedTo(ChronoUnit.SECONDS) + " " + (who.isEmpty() ? "unknown" : who) + " "
                + change.kind() + "/" + change.name() + ": "
                + switch (change.what()) {
                    case CREATED -> change.fields().isEmpty() ? "created" : "created, " + fields(change);
                    case DELETED -> "deleted";
                    case CHANGED -> fields(change);
                };
    }

    private static String fields(PastChange change) {
        var shown =
                change.fields().stream().limit(FIELDS).map(ChangeLines::field).collect(Collectors.joining(", "));
        int more = change.more() + Math.max(0, change.fields().size() - FIELDS);
        return (shown.isEmpty() ? "written" : shown) + (more == 0 ? "" : " and " + more + " more fields");
    }

    private static String field(FieldEdit edit) {
        if (edit.before() == null && edit.after() == null) {
            return edit.path() + " written";
        }
        return edit.path() + " " + value(edit.before()) + " -> " + value(edit.after());
    }

    private static String value(@org.jspecify.annotations.Nullable String value) {
        // One line a change, whatever is in the value.
        return value == null ? "(none)" : value.isEmpty() ? "\"\"" : value.replaceAll("\\R", "\\\\n");
    }
}
