package io.lexiops.server.kubernetes;

import io.lexiops.server.output.FittedTree;
import io.lexiops.server.output.JsonSize;
import io.lexiops.server.output.SlimObjects;
import io.lexiops.server.output.Table;
import io.lexiops.server.redact.Redactor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page of a list in its forms, from the finest to the coarsest; in our columns of the kind, else in the server's. */
final class ListedRows {

    private static final List<String> STATES = List.of("STATUS", "PHASE", "READY", "TYPE");

    private final ResourceType type;
    private final List<ListScan.Row> rows;
    private final Columns columns;
    private final List<String> headings;
    private final boolean theirs;
    private final boolean many;

    /** @param many whether the rows may be of several namespaces */
    ListedRows(ResourceType type, ListScan.Found page, Columns columns, boolean many) {
        this.type = type;
        this.rows = page.rows();
        this.columns = columns;
        this.theirs = !page.headings().isEmpty();
        this.headings = theirs ? page.headings() : columns.headings(type);
        this.many = many;
    }

    String table() {
        var table = Table.of(with(many ? "NAMESPACE" : null, headings));
        rows.forEach(row -> table.row(with(many ? String.valueOf(row.object().namespace()) : null, cells(row))));
        return table.render();
    }

    String table(List<String> fields) {
        var chosen = new ChosenFields(fields, headings);
        var table = Table.of(fields);
        rows.forEach(row -> {
            var values = chosen.values(row.object(), () -> cells(row));
            table.row(fields.stream()
                    .map(field -> values.containsKey(field) ? String.valueOf(values.get(field)) : "-")
                    .toList());
        });
        return table.render();
    }

    /** A last line of the fields that none of the objects has; empty if there is no such. */
    String missing(List<String> fields) {
        var asked = fields.stream().filter(field -> !headings.contains(field)).toList();
        var dead = asked.isEmpty()
                ? ""
                : DeadPaths.in(
                                asked,
                                rows.stream().map(row -> row.object().content()).toList())
                        .told();
        return dead.isEmpty() ? "" : "\nin none of the " + rows.size() + " " + type.plural() + ": " + dead;
    }

    String names() {
        return rows.stream()
                .map(row -> many && row.object().namespace() != null
                        ? row.object().namespace() + "/" + row.object().name()
                        : row.object().name())
                .collect(Collectors.joining(", "));
    }

    /** How many there are in each state: {@code 20 pods: 18 Running, 2 CrashLoopBackOff}. */
    String counts() {
        var whole = rows.size() + " " + type.plural();
        var state = STATES.stream().filter(headings::contains).findFirst();
        if (state.isEmpty()) {
            return whole;
        }
        int column = headings.indexOf(state.get());
        return whole + ": "
                + rows.stream()
                        .collect(Collectors.groupingBy(
                                row -> cells(row).get(column), LinkedHashMap::new, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
    }

    /** As many as have room in so many characters; at least one, which is cut if need be. */
    List<Map<String, Object>> trees(List<String> fields, long characters, Redactor redactor) {
        var chosen = fields.isEmpty() ? null : new ChosenFields(fields, headings);
        Function<ListScan.Row, Map<String, Object>> tree = row -> chosen == null
                ? SlimObjects.slim(row.object().content())
                : chosen.values(row.object(), () -> cells(row));
        var all = rows.stream().map(tree).toList();
        int fit = JsonSize.fitting(all, characters);
        if (fit > 0 || all.isEmpty()) {
            return all.subList(0, fit);
        }
        // Of a secret that is cut in two nobody knows the parts any more.
        return List.of(FittedTree.of(redactor.object(all.getFirst()), characters));
    }

    private List<String> cells(ListScan.Row row) {
        return theirs ? row.cells() : columns.row(type, row.object());
    }

    private static List<String> with(@Nullable String first, List<String> rest) {
        return first == null
                ? rest
                : new ArrayList<>(Stream.concat(Stream.of(first), rest.stream()).toList());
    }
}
