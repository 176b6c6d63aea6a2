package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Projection;
import io.lexiops.server.output.Shown;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often each value of a field occurs, most often first. */
final class FieldCounts {

    /** A field that is different everywhere would else be held as often as there are objects. */
    private static final int MOST_VALUES = 5_000;

    private static final int LONGEST_VALUE = 200;
    private static final String OTHERS = "(others)";

    private final String path;
    private final Projection projection;
    private final Map<String, Long> counts = new HashMap<>();

    FieldCounts(String path) {
        this.path = path;
        this.projection = Projection.of(List.of(path));
    }

    void add(KubernetesObject object) {
        var value = projection.apply(object.content()).get(path);
        var text = value == null ? "(none)" : String.valueOf(value);
        var key = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
        counts.merge(counts.containsKey(key) || counts.size() < MOST_VALUES ? key : OTHERS, 1L, Long::sum);
    }

    long values() {
        return counts.size();
    }

    /** The most frequent values of which text and tree together fit into the budget. */
    Fitting fitting(TokenBudget budget) {
        var sorted = new ArrayList<Map.Entry<String, Long>>(counts.entrySet());
        sorted.sort(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        // Each value stands in the text and in the tree, with its number; 100 are for the last lines.
        long room = budget.maxCharacters() - 100;
        int widest = 0;
        int fit = 0;
        for (var entry : sorted) {
            widest = Math.max(widest, Long.toString(entry.getValue()).length());
            room -= 2L * entry.getKey().length() + 2L * Math.max(7, widest) + 8;
            if (room < 0) {
                break;
            }
            fit++;
        }
        return new Fitting(path, sorted.subList(0, fit), sorted.size());
    }

    /**
     * What is shown.
     *
     * @param of how many values there are
     */
    record Fitting(String path, List<Map.Entry<String, Long>> shown, int of) {

        Map<String, Long> tree() {
            var tree = new LinkedHashMap<String, Long>();
            shown.forEach(entry -> tree.put(entry.getKey(), entry.getValue()));
            return tree;
        }

        String text() {
            var table = Table.of("COUNT", path);
            shown.forEach(entry -> table.row(Long.toString(entry.getValue()), entry.getKey()));
            return shown.size() == of
                    ? table.render()
                    : table.render() + "\n" + new Shown(shown.size(), (long) of, null).line();
        }
    }
}
