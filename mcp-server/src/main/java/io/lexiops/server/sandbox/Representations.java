package io.lexiops.server.sandbox;

import java.time.Clock;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects and lists in the form that the caller asks for: whole, as a table, or their metadata only. */
final class Representations {

    private final Tables tables;

    Representations(Clock clock) {
        this.tables = new Tables(clock);
    }

    private enum Form {
        WHOLE,
        TABLE,
        METADATA
    }

    private static Form form(ApiRequest request) {
        for (var accepted : request.accepted()) {
            if (accepted.contains("as=Table")) {
                return Form.TABLE;
            }
            if (accepted.contains("as=PartialObjectMetadata")) {
                return Form.METADATA;
            }
            if (accepted.equals("application/json") || accepted.equals("*/*")) {
                return Form.WHOLE;
            }
        }
        return Form.WHOLE;
    }

    JsonNode one(ResourceCall call, ObjectNode object) {
        return one(call, object, true);
    }

    JsonNode one(ResourceCall call, ObjectNode object, boolean headers) {
        return switch (form(call.request())) {
            case WHOLE -> object;
            case METADATA -> Tables.partial(object);
            case TABLE -> {
                var metadata = Trees.object();
                metadata.put("resourceVersion", Trees.text(object, "metadata", "resourceVersion"));
                yield tables.table(
                        call.type(), List.of(object), metadata, call.request().query("includeObject"), headers);
            }
        };
    }

    JsonNode page(ResourceCall call, ResourceReads.Page page) {
        var metadata = Trees.object().put("resourceVersion", Long.toString(page.version()));
        if (!page.next().isEmpty()) {
            metadata.put("continue", page.next());
            if (page.remaining() > 0) {
                metadata.put("remainingItemCount", page.remaining());
            }
        }
        return switch (form(call.request())) {
            case TABLE ->
                tables.table(
                        call.type(), page.objects(), metadata, call.request().query("includeObject"), true);
            case METADATA -> {
                var list =
                        Trees.object().put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
                list.set("metadata", metadata);
                var items = list.putArray("items");
                page.objects().forEach(object -> items.add(Tables.partial(object)));
                yield list;
            }
            case WHOLE -> {
                var list = Trees.object()
                        .put("kind", call.type().listKind())
                        .put("apiVersion", call.type().apiVersion());
                list.set("metadata", metadata);
                var items = list.putArray("items");
                for (var object : page.objects()) {
                    items.add(item(call.type(), object));
                }
                yield list;
            }
        };
    }

    /** The real server leaves out the kind of each item, except for custom ones. */
    private static ObjectNode item(ResourceType type, ObjectNode object) {
        var shown = Trees.object();
        shown.setAll(ResourceReads.as(type, object));
        if (!type.isCustom()) {
            shown.remove(List.of("kind", "apiVersion"));
        }
        return shown;
    }
}
