package io.lexiops.server.change;

import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.redact.Redactor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a write does to the fields of one object, in the form in which others may see it. */
public final class ShownDiff {

    private static final String NOT_SHOWN = "<changed, not shown>";

    private final Map<String, Object> before;
    private final Map<String, Object> after;
    private final List<FieldChange> fields;
    private final List<String> lost;

    private ShownDiff(
            Map<String, Object> before, Map<String, Object> after, List<FieldChange> fields, List<String> lost) {
        this.before = before;
        this.after = after;
        this.fields = fields;
        this.lost = lost;
    }

    /** Learns the secrets of both states, and takes them out; the arguments of the call hold them too. */
    public static ShownDiff of(TargetChange change, Redactor redactor) {
        var before = change.before();
        var after = change.after();
        if (before != null) {
            redactor.learnNamed(before);
        }
        if (after != null) {
            redactor.learnNamed(after);
        }
        var oldShown = before == null ? null : redactor.object(before);
        var newShown = after == null ? null : redactor.object(after);
        var real = change.operation() == Operation.NONE ? List.<FieldChange>of() : Diff.between(before, after);
        var shown = Diff.between(oldShown, newShown).stream()
                .collect(Collectors.toMap(FieldChange::path, field -> field, (first, _) -> first));
        var fields = real.stream()
                .map(field -> redacted(field, shown.get(field.path()), redactor))
                .toList();
        return new ShownDiff(
                oldShown == null ? Map.of() : oldShown,
                newShown == null ? Map.of() : newShown,
                fields,
                change.operation() == Operation.UPDATE ? FieldLoss.in(fields) : List.of());
    }

    /** For each field {@code path}, {@code old} and {@code new}, in the order of the fields. */
    public List<Map<String, Object>> toJson() {
        return fields.stream().map(FieldChange::toJson).toList();
    }

    /** The fields in words: {@code spec.replicas 3 -> 4, ...}. */
    public String words() {
        return PreviewText.fields(toJson());
    }

    /** What is to be known of an object that is made, weightiest first: what it runs, with which rights, its main fields. */
    public List<String> about() {
        return after.isEmpty() ? List.of() : MadeObject.lines(after);
    }

    /** The same, as much of it as a person reads. */
    public List<String> aboutInShort() {
        return MadeObject.atMost(about(), PreviewText.ABOUT);
    }

    /** The paths of fields that keep a workload safe or working, and would be dropped. */
    public List<String> lost() {
        return lost;
    }

    /** The redacted object as it is; empty if there is none. */
    Map<String, Object> before() {
        return before;
    }

    Map<String, Object> after() {
        return after;
    }

    // What differs only in what redaction takes away - invisible characters, say - has changed nevertheless.
    private static FieldChange redacted(FieldChange real, @Nullable FieldChange shown, Redactor redactor) {
        var path = redactor.text(real.path());
        return shown == null
                ? new FieldChange(
                        real.keys(),
                        path,
                        real.before() == null ? null : NOT_SHOWN,
                        real.after() == null ? null : NOT_SHOWN)
                : shown.at(path);
    }
}
