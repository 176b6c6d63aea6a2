package io.lexiops.server.sandbox;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which columns a kind has in a table, and what stands in them. */
final class TableColumns {

    private static final JsonNode UNKNOWN = Trees.JSON.valueToTree("<unknown>");

    private final Clock clock;
    private final TableCells cells;

    TableColumns(Clock clock) {
        this.clock = clock;
        this.cells = new TableCells(clock);
    }

    List<ResourceType.PrinterColumn> of(ResourceType type) {
        var columns = new ArrayList<ResourceType.PrinterColumn>();
        if (type.isCustom()) {
            columns.add(column("Name", "name", 0));
            columns.addAll(type.columns());
            if (type.columns().isEmpty()) {
                columns.add(new ResourceType.PrinterColumn("Age", "date", "", "", 0, ".metadata.creationTimestamp"));
            }
            return columns;
        }
        for (var name : cells.headers(type.kind())) {
            boolean wide = name.startsWith("*");
            columns.add(column(wide ? name.substring(1) : name, name.equals("Name") ? "name" : "", wide ? 1 : 0));
        }
        return columns;
    }

    private static ResourceType.PrinterColumn column(String name, String format, int priority) {
        return new ResourceType.PrinterColumn(name, "string", format, "", priority, "");
    }

    List<JsonNode> cells(ResourceType type, List<ResourceType.PrinterColumn> columns, ObjectNode object) {
        var row = new ArrayList<JsonNode>();
        if (!type.isCustom()) {
            cells.of(type.kind(), object).forEach(cell -> row.add(Trees.JSON.valueToTree(cell)));
            return row;
        }
        row.add(object.path("metadata").path("name"));
        columns.stream().skip(1).forEach(column -> row.add(value(column, object)));
        return row;
    }

    private JsonNode value(ResourceType.PrinterColumn column, ObjectNode object) {
        var found = JsonPaths.find(object, column.path());
        if (found.isMissingNode() || found.isNull()) {
            return Trees.JSON.nullNode();
        }
        if (column.type().equals("date")) {
            var text = found.asString("");
            return text.isEmpty() ? UNKNOWN : Trees.JSON.valueToTree(Times.age(Instant.parse(text), clock.instant()));
        }
        return found.isContainer() ? Trees.JSON.valueToTree(found.toString()) : found;
    }
}
