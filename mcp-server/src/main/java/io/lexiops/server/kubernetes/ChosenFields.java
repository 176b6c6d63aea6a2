package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Projection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a reader has chosen to see of objects of one kind: paths, and columns of the kind's table by their headings. */
final class ChosenFields {

    private final List<String> fields;
    private final String kind;
    private final Columns columns;
    private final List<String> headings;
    private final Projection paths;

    ChosenFields(List<String> fields, String kind, Columns columns) {
        this.fields = fields;
        this.kind = kind;
        this.columns = columns;
        this.headings = columns.headings(kind);
        this.paths = Projection.of(
                fields.stream().filter(field -> !headings.contains(field)).toList());
    }

    /** The values by the words that chose them, in their order; a path that leads nowhere is left out. */
    Map<String, Object> values(KubernetesObject object) {
        var found = new HashMap<>(paths.apply(object.content()));
        if (fields.stream().anyMatch(headings::contains)) {
            var row = columns.row(kind, object);
            for (int i = 0; i < row.size(); i++) {
                found.put(headings.get(i), row.get(i));
            }
        }
        var values = new LinkedHashMap<String, Object>();
        fields.forEach(field -> found.computeIfPresent(field, (_, value) -> {
            values.put(field, value);
            return value;
        }));
        return values;
    }
}
