package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers the requests about resources: the verbs of the API and their subresources. */
final class ResourceEndpoint {

    private final ObjectStore store;
    private final ResourceReads reads;
    private final ObjectWrites writes;
    private final ObjectDeletes deletes;
    private final RequestBodies bodies;
    private final Patches patches;
    private final ScaleView scale;
    private final Subresources subresources;
    private final Representations representations;

    ResourceEndpoint(Machinery machinery, Subresources subresources) {
        this.store = machinery.store();
        this.reads = new ResourceReads(machinery);
        this.writes = machinery.writes();
        this.deletes = machinery.deletes();
        this.bodies = new RequestBodies(machinery.schema());
        this.patches = new Patches(machinery.schema(), bodies, machinery.clock());
        this.scale = new ScaleView();
        this.subresources = subresources;
        this.representations = new Representations(machinery.clock());
    }

    Reply answer(ResourceCall call) {
        if (!call.subresource().isEmpty() && !subresources.serves(call.type(), call.subresource())) {
            throw ApiFailure.noSuchResource();
        }
        if (subresources.isSpecial(call)) {
            return subresources.answer(call);
        }
        return switch (call.verb()) {
            case "get" -> get(call);
            case "list" -> list(call);
            case "watch" -> watch(call);
            case "create" -> create(call);
            case "update" -> update(call);
            case "patch" -> patch(call);
            case "delete" -> delete(call);
            case "deletecollection" -> deleteCollection(call);
            default -> throw ApiFailure.methodNotAllowed();
        };
    }

    private ApiAnswer get(ResourceCall call) {
        var object = reads.get(call.type(), call.id());
        if (call.subresource().equals("scale")) {
            return ApiAnswer.ok(scale.of(call.type(), object));
        }
        return ApiAnswer.ok(representations.one(call, object));
    }

    private ApiAnswer list(ResourceCall call) {
        return ApiAnswer.ok(representations.page(call, reads.list(call.type(), call.namespace(), call.request())));
    }

    private WatchStream watch(ResourceCall call) {
        return new WatchStream(call, store, representations);
    }

    private ApiAnswer create(ResourceCall call) {
        if (!call.name().isEmpty()) {
            throw ApiFailure.methodNotAllowed();
        }
        var options = call.request().writeOptions();
        var body = bodies.read(call, options);
        if (call.type().namespaced() && call.namespace().isEmpty()) {
            throw ApiFailure.badRequest("an empty namespace may not be set during creation");
        }
        var created = writes.create(call.type(), call.namespace(), body.object(), options, call.identity());
        return ApiAnswer.created(representations.one(call, ResourceReads.as(call.type(), created)), body.warnings());
    }

    private ApiAnswer update(ResourceCall call) {
        var options = call.request().writeOptions();
        if (call.subresource().equals("scale")) {
            var wanted = bodies.tree(call.request());
            return scaled(call, options, _ -> (ObjectNode) wanted);
        }
        var body = bodies.read(call, options);
        var name = Trees.text(body.object(), "metadata", "name");
        if (!name.equals(call.name())) {
            throw ApiFailure.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + call.name() + ")");
        }
        var updated = writes.update(
                call.type(), call.id(), call.subresource(), options, call.identity(), _ -> Trees.copy(body.object()));
        return new ApiAnswer(
                200, representations.one(call, ResourceReads.as(call.type(), updated)), body.warnings(), "");
    }

    private ApiAnswer scaled(ResourceCall call, WriteOptions options, UnaryOperator<ObjectNode> change) {
        var updated = writes.update(call.type(), call.id(), "scale", options, call.identity(), live -> {
            var wanted = change.apply(scale.of(call.type(), live));
            return scale.into(call, live, wanted);
        });
        return ApiAnswer.ok(scale.of(call.type(), updated));
    }

    private ApiAnswer patch(ResourceCall call) {
        var options = call.request().writeOptions();
        if (call.subresource().equals("scale")) {
            return scaled(call, options, live -> patches.patchPlainly(call.request(), live));
        }
        if (patches.isApply(call.request())) {
            return apply(call, options);
        }
        var warnings = new ArrayList<String>();
        var patched = writes.update(
                call.type(),
                call.id(),
                call.subresource(),
                options,
                call.identity(),
                live -> patches.patch(call, ResourceReads.as(call.type(), live), options, warnings));
        return new ApiAnswer(200, representations.one(call, ResourceReads.as(call.type(), patched)), warnings, "");
    }

    private ApiAnswer apply(ResourceCall call, WriteOptions options) {
        var stored = call.as(writes.stored(call.type()));
        var applied = ResourceReads.as(stored.type(), patches.readApply(call, options));
        return store.atomically(() -> {
            if (store.find(call.id()).isEmpty()) {
                if (!call.subresource().isEmpty()) {
                    throw ApiFailure.notFound(call.type().group(), call.type().plural(), call.name());
                }
                var fresh = patches.applied(stored, Trees.object(), applied, options);
                var created = writes.create(call.type(), call.namespace(), fresh, options, call.identity());
                return ApiAnswer.created(representations.one(call, ResourceReads.as(call.type(), created)), List.of());
            }
            var updated = writes.update(
                    call.type(),
                    call.id(),
                    call.subresource(),
                    options,
                    call.identity(),
                    live -> patches.applied(stored, live, applied, options));
            return ApiAnswer.ok(representations.one(call, ResourceReads.as(call.type(), updated)));
        });
    }

    private ApiAnswer delete(ResourceCall call) {
        var options = bodies.deleteOptions(call.request());
        var deletion = deletes.delete(call.type(), call.id(), options, dryRun(call, options), call.identity());
        boolean returnsObject = !deletion.gone()
                || List.of(
                                "Pod",
                                "Service",
                                "ServiceAccount",
                                "PersistentVolumeClaim",
                                "PersistentVolume",
                                "PodTemplate",
                                "ResourceQuota")
                        .contains(call.type().kind());
        if (returnsObject) {
            return ApiAnswer.ok(representations.one(call, ResourceReads.as(call.type(), deletion.object())));
        }
        var status = Trees.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        var details = status.putObject("details").put("name", call.name());
        if (!call.type().group().isEmpty()) {
            details.put("group", call.type().group());
        }
        details.put("kind", call.type().plural()).put("uid", Trees.text(deletion.object(), "metadata", "uid"));
        return ApiAnswer.ok(status);
    }

    private static WriteOptions dryRun(ResourceCall call, JsonNode options) {
        var write = call.request().writeOptions();
        return write.dryRun() || Trees.texts(options, "dryRun").contains("All")
                ? new WriteOptions(true, write.fieldManager(), write.fieldValidation(), false)
                : write;
    }

    private ApiAnswer deleteCollection(ResourceCall call) {
        var options = bodies.deleteOptions(call.request());
        var page = reads.list(call.type(), call.namespace(), call.request());
        for (var object : page.objects()) {
            var id = new ObjectId(
                    call.type().storageKey(),
                    Trees.text(object, "metadata", "namespace"),
                    Trees.text(object, "metadata", "name"));
            if (store.find(id).isPresent()) {
                deletes.delete(call.type(), id, options, dryRun(call, options), call.identity());
            }
        }
        return ApiAnswer.ok(representations.page(call, page));
    }
}
