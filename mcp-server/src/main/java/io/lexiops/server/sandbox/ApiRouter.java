package io.lexiops.server.sandbox;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Leads a request to what answers it, after asking whether the caller may. */
final class ApiRouter {

    private static final List<String> HEALTH = List.of("healthz", "livez", "readyz");

    private final ResourceCatalog catalog;
    private final Rbac rbac;
    private final ResourceEndpoint resources;
    private final Discovery discovery;
    private final OpenApi openApi;
    private final CustomResources custom;
    private final boolean openApiV3;

    /** @param openApiV3 whether documents of that version are served */
    ApiRouter(Machinery machinery, Rbac rbac, ResourceEndpoint resources, CustomResources custom, boolean openApiV3) {
        this.catalog = machinery.catalog();
        this.rbac = rbac;
        this.resources = resources;
        this.discovery = new Discovery(catalog);
        this.openApi = new OpenApi(machinery);
        this.custom = custom;
        this.openApiV3 = openApiV3;
    }

    Reply route(ApiRequest request, Identity identity) {
        boolean core = request.path(0).equals("api") && request.path().size() >= 3;
        boolean grouped = request.path(0).equals("apis") && request.path().size() >= 4;
        if (!core && !grouped) {
            return other(request, identity);
        }
        var call = ResourceCall.parse(request, identity, catalog);
        if (call == null) {
            rbac.demand(identity, unknown(request, core));
            throw ApiFailure.noSuchResource();
        }
        rbac.demand(identity, call.action());
        var verb = call.verb();
        if (call.subresource().isEmpty() && !call.type().verbs().contains(verb)) {
            throw ApiFailure.methodNotAllowed();
        }
        var reply = resources.answer(call);
        custom.refresh(call);
        return reply;
    }

    /** Even what does not exist is refused to those who could not see it. */
    private static Action unknown(ApiRequest request, boolean core) {
        int next = core ? 2 : 3;
        var group = core ? "" : request.path(1);
        var namespace = "";
        if (request.path(next).equals("namespaces") && request.path().size() > next + 2) {
            namespace = request.path(next + 1);
            next += 2;
        }
        var name = request.path(next + 1);
        var verb = switch (request.method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> name.isEmpty() ? "list" : "get";
        };
        return Action.on(verb, group, request.path(next), namespace, name);
    }

    private ApiAnswer other(ApiRequest request, Identity identity) {
        var path = "/" + String.join("/", request.path());
        rbac.demand(identity, Action.path(request.method().toLowerCase(Locale.ROOT), path));
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw ApiFailure.methodNotAllowed();
        }
        if (HEALTH.contains(request.path(0))) {
            return ApiAnswer.text("ok");
        }
        return switch (request.path(0)) {
            case "version" -> ApiAnswer.ok(discovery.version());
            case "api" ->
                ApiAnswer.ok(
                        request.path().size() == 1
                                ? discovery.coreVersions("127.0.0.1")
                                : discovery.resources("", request.path(1)));
            case "apis" ->
                ApiAnswer.ok(
                        switch (request.path().size()) {
                            case 1 -> discovery.groups();
                            case 2 -> discovery.groupOf(request.path(1));
                            default -> discovery.resources(request.path(1), request.path(2));
                        });
            case "openapi" -> ApiAnswer.ok(openApi(request));
            case "" ->
                ApiAnswer.ok(Trees.object()
                        .set("paths", Trees.array().add("/api").add("/apis").add("/version")));
            default -> throw ApiFailure.noSuchResource();
        };
    }

    private JsonNode openApi(ApiRequest request) {
        if (request.path(1).equals("v2")) {
            // clients ask for protobuf here and read JSON only as a fallback
            return openApi.version2(!openApiV3);
        }
        if (!request.path(1).equals("v3") || !openApiV3) {
            throw ApiFailure.noSuchResource();
        }
        return switch (request.path().size()) {
            case 2 -> openApi.index();
            case 4 -> openApi.version3("", request.path(3));
            default -> openApi.version3(request.path(3), request.path(4));
        };
    }
}
