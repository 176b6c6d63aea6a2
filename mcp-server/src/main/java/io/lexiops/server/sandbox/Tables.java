package io.lexiops.server.sandbox;

import java.time.Clock;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Lists as tables, the way in which clients print them. */
final class Tables {

    private final TableColumns columns;

    Tables(Clock clock) {
        this.columns = new TableColumns(clock);
    }

    ObjectNode table(
            ResourceType type,
            List<ObjectNode> objects,
            ObjectNode listMetadata,
            String includeObject,
            boolean headers) {
        var table = Trees.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", listMetadata);
        var definitions = columns.of(type);
        var head = table.putArray("columnDefinitions");
        if (headers) {
            for (var column : definitions) {
                head.addObject()
                        .put("name", column.name())
                        .put("type", column.type())
                        .put("format", column.format())
                        .put("description", column.description())
                        .put("priority", column.priority());
            }
        }
        var rows = table.putArray("rows");
        for (var object : objects) {
            var row = rows.addObject();
            var cells = row.putArray("cells");
            columns.cells(type, definitions, object).forEach(cells::add);
            switch (includeObject) {
                case "None" -> {}
                case "Object" -> row.set("object", object);
                default -> row.set("object", partial(object));
            }
        }
        return table;
    }

    static ObjectNode partial(ObjectNode object) {
        var partial = Trees.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
