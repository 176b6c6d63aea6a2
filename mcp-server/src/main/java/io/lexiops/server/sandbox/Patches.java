package io.lexiops.server.sandbox;

import java.time.Clock;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Applies the four kinds of patch to an object. */
final class Patches {

    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String APPLY = "application/apply-patch+yaml";

    private final Schema schema;
    private final RequestBodies bodies;
    private final Clock clock;

    Patches(Schema schema, RequestBodies bodies, Clock clock) {
        this.schema = schema;
        this.bodies = bodies;
        this.clock = clock;
    }

    boolean isApply(ApiRequest request) {
        return mediaType(request).equals(APPLY);
    }

    private static String mediaType(ApiRequest request) {
        var type = request.contentType();
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).trim();
    }

    ObjectNode patch(ResourceCall call, ObjectNode live, WriteOptions options, List<String> warnings) {
        var patched = patched(call, live);
        var version = Trees.text(live, "metadata", "resourceVersion");
        if (Trees.text(patched, "metadata", "resourceVersion").isEmpty()) {
            Trees.child(patched, "metadata").put("resourceVersion", version);
        }
        if (!Trees.text(patched, "metadata", "name").equals(call.name())) {
            throw ApiFailure.badRequest("the name of the object (" + Trees.text(patched, "metadata", "name")
                    + ") does not match the name on the URL (" + call.name() + ")");
        }
        var body = bodies.check(call.type(), patched, options);
        warnings.addAll(body.warnings());
        return body.object();
    }

    private ObjectNode patched(ResourceCall call, ObjectNode live) {
        var request = call.request();
        return switch (mediaType(request)) {
            case STRATEGIC -> {
                if (call.type().isCustom()) {
                    throw ApiFailure.unsupportedMediaType(List.of(JSON_PATCH, MERGE, APPLY));
                }
                if (!(bodies.json(request) instanceof ObjectNode patch)) {
                    throw ApiFailure.badRequest("error decoding patch: the patch is not an object");
                }
                yield StrategicMerge.apply(live, patch, schema.of(call.type()));
            }
            default -> patchPlainly(request, live);
        };
    }

    /** The kinds of patch that need no schema. */
    ObjectNode patchPlainly(ApiRequest request, ObjectNode live) {
        return switch (mediaType(request)) {
            case JSON_PATCH -> JsonPatches.apply(live, bodies.json(request));
            case MERGE, STRATEGIC -> {
                if (!(JsonPatches.merge(live, bodies.json(request)) instanceof ObjectNode merged)) {
                    throw ApiFailure.badRequest("error decoding patch: the patch is not an object");
                }
                yield merged;
            }
            case APPLY -> (ObjectNode) JsonPatches.merge(live, bodies.yaml(request));
            default -> throw ApiFailure.unsupportedMediaType(List.of(JSON_PATCH, MERGE, STRATEGIC, APPLY));
        };
    }

    /** What an apply says, checked. */
    ObjectNode readApply(ResourceCall call, WriteOptions options) {
        if (call.request().query("fieldManager").isEmpty()) {
            throw ApiFailure.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(ApiFailure.Cause.required("fieldManager", "is required for apply patch")));
        }
        var applied = bodies.yaml(call.request());
        if (Trees.has(applied, "metadata", "managedFields")) {
            throw ApiFailure.badRequest("metadata.managedFields must be nil");
        }
        if (!Trees.has(applied, "apiVersion") || !Trees.has(applied, "kind")) {
            throw ApiFailure.badRequest("Object 'Kind' is missing in '" + applied + "'");
        }
        var name = Trees.text(applied, "metadata", "name");
        if (!name.isEmpty() && !name.equals(call.name())) {
            throw ApiFailure.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + call.name() + ")");
        }
        var lenient = new WriteOptions(options.dryRun(), options.fieldManager(), "Warn", options.force());
        var body = bodies.check(call.type(), applied, lenient);
        if (!body.warnings().isEmpty()) {
            var field = body.warnings().getFirst().replace("unknown field ", "").replace("\"", "");
            throw ApiFailure.plain(
                    "failed to create typed patch object (%s/%s; %s, Kind=%s): .%s: field not declared in schema"
                            .formatted(
                                    call.namespace(),
                                    call.name(),
                                    call.type().apiVersion(),
                                    call.type().kind(),
                                    field));
        }
        Trees.child(applied, "metadata").put("name", call.name());
        return applied;
    }

    ObjectNode applied(ResourceCall call, ObjectNode live, ObjectNode applied, WriteOptions options) {
        var manager = new ManagedFields.Manager(
                options.fieldManager(), "Apply", call.type().apiVersion(), call.subresource());
        var base = live;
        if (live.isEmpty()) {
            base = Trees.object()
                    .put("apiVersion", call.type().apiVersion())
                    .put("kind", call.type().kind());
        }
        return new ServerSideApply(schema.of(call.type()), manager, options.force(), clock.instant())
                .apply(base, applied);
    }
}
