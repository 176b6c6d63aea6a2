package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Projection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a reader has chosen to see of objects of one kind: paths, and columns of the kind's table by their headings. */
final class ChosenFields {

    private final List<String> fields;
    private final List<String> headings;
    private final Projection paths;

    ChosenFields(List<String> fields, List<String> headings) {
        this.fields = fields;
        this.headings = headings;
        this.paths = Projection.of(
                fields.stream().filter(field -> !headings.contains(field)).toList());
    }

    /**
     * The values by the words that chose them, in their order; a path that leads nowhere is left out.
     *
     * @param cells of the table's row, made only when one of them is chosen
     */
    Map<String, Object> values(KubernetesObject object, Supplier<List<String>> cells) {
        var found = new HashMap<>(paths.apply(object.content()));
        if (fields.stream().anyMatch(headings::contains)) {
            var row = cells.get();
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
