package io.lexiops.server.helm;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.auth.ApiKeyAuth;
import io.kubernetes.client.util.Config;
import io.lexiops.server.kubernetes.Eviction;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.kubernetes.ResourceType;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The part of the port that Helm needs, in plain requests to a real API server. */
public final class RawKubernetes implements Kubernetes {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private final ApiClient api;
    private final List<ResourceType> types = new ArrayList<>();

    public RawKubernetes(String kubeconfig) throws IOException {
        this.api = Config.fromConfig(kubeconfig);
        for (var path : List.of(
                "api/v1",
                "apis/apps/v1",
                "apis/batch/v1",
                "apis/rbac.authorization.k8s.io/v1",
                "apis/networking.k8s.io/v1",
                "apis/authorization.k8s.io/v1")) {
            var list = new KubernetesObject(
                    send("GET", HttpUrl.get(api.getBasePath() + "/" + path).newBuilder(), null, null));
            for (var resource : list.objectsAt("resources")) {
                var name = String.valueOf(resource.get("name"));
                if (!name.contains("/")) {
                    types.add(new ResourceType(
                            path.replaceFirst("apis?/", ""),
                            String.valueOf(resource.get("kind")),
                            name,
                            "",
                            List.of(),
                            Boolean.TRUE.equals(resource.get("namespaced")),
                            Set.of(),
                            Set.of()));
                }
            }
        }
    }

    @Override
    public ClusterIdentity identity() {
        return new ClusterIdentity(
                "test", api.getBasePath(), String.valueOf(raw("/version").get("gitVersion")), "default", "");
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return types;
    }

    @Override
    public ResourceType type(String words, @Nullable String apiVersion) {
        return types.stream()
                .filter(type -> type.kind().equals(words) || type.plural().equals(words))
                .filter(type -> apiVersion == null || type.apiVersion().equals(apiVersion))
                .findFirst()
                .orElseThrow(() -> new ToolFailed(ErrorCode.NOT_FOUND, "no type " + words + " in " + apiVersion, ""));
    }

    @Override
    public KubernetesObject get(ObjectRef ref) {
        return new KubernetesObject(send("GET", url(ref), null, null));
    }

    @Override
    public Optional<KubernetesObject> find(ObjectRef ref) {
        try {
            return Optional.of(get(ref));
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public ObjectPage list(ListQuery query) {
        var url = url(query.type(), query.namespace());
        add(url, "labelSelector", query.labelSelector());
        add(url, "fieldSelector", query.fieldSelector());
        add(url, "continue", query.continueToken());
        url.addQueryParameter("limit", String.valueOf(query.limit()));
        var list = new KubernetesObject(send("GET", url, null, null));
        var token = list.textAt("", "metadata", "continue");
        return new ObjectPage(
                list.objectsAt("items").stream().map(KubernetesObject::new).toList(),
                token.isEmpty() ? null : token,
                null,
                list.resourceVersion());
    }

    @Override
    public KubernetesObject create(ResourceType type, KubernetesObject object, WriteOptions options) {
        return write("POST", url(type, object.namespace()), "application/json", object.content(), options);
    }

    @Override
    public KubernetesObject apply(ResourceType type, KubernetesObject object, boolean force, WriteOptions options) {
        var url = url(new ObjectRef(type, object.namespace(), object.name()));
        url.addQueryParameter("force", String.valueOf(force));
        return write("PATCH", url, "application/apply-patch+yaml", object.content(), options);
    }

    @Override
    public KubernetesObject patch(
            ObjectRef ref, PatchType patchType, Object patch, @Nullable String subresource, WriteOptions options) {
        var type = patchType == PatchType.STRATEGIC
                ? "application/strategic-merge-patch+json"
                : "application/merge-patch+json";
        return write("PATCH", url(ref), type, patch, options);
    }

    @Override
    public KubernetesObject replace(ResourceType type, KubernetesObject object, WriteOptions options) {
        var ref = new ObjectRef(type, object.namespace(), object.name());
        return write("PUT", url(ref), "application/json", object.content(), options);
    }

    @Override
    public void delete(
            ObjectRef ref,
            @Nullable String uid,
            @Nullable String resourceVersion,
            String propagation,
            WriteOptions options) {
        send("DELETE", url(ref), null, null);
    }

    @Override
    public Eviction evict(ObjectRef pod, String uid) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public ExecResult exec(ExecRequest request) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public void logs(LogQuery query, Predicate<String> line, BooleanSupplier cancelled) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public WatchEnd watch(WatchQuery query, Predicate<WatchEvent> event) {
        throw new UnsupportedOperationException("Helm watches nothing");
    }

    @Override
    public AccessAnswer canI(AccessQuestion question) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public Map<String, Object> raw(String path) {
        return send("GET", HttpUrl.get(api.getBasePath() + path).newBuilder(), null, null);
    }

    @Override
    public PrintedPage print(ListQuery query, boolean whole) {
        throw new UnsupportedOperationException("Helm prints nothing");
    }

    @Override
    public <T> T raw(String path, StreamReader<T> reader) {
        throw new UnsupportedOperationException("not needed here");
    }

    /** Creates a namespace if it is not there. */
    public void namespace(String name) {
        var namespace = new LinkedHashMap<String, Object>();
        namespace.put("apiVersion", "v1");
        namespace.put("kind", "Namespace");
        namespace.put("metadata", Map.of("name", name));
        create(type("Namespace", "v1"), new KubernetesObject(namespace), new WriteOptions(false, "test"));
    }

    private KubernetesObject write(String method, HttpUrl.Builder url, String type, Object body, WriteOptions options) {
        url.addQueryParameter("fieldManager", options.fieldManager());
        if (options.dryRun()) {
            url.addQueryParameter("dryRun", "All");
        }
        return new KubernetesObject(send(method, url, type, body));
    }

    private HttpUrl.Builder url(ObjectRef ref) {
        return url(ref.type(), ref.namespace()).addPathSegment(ref.name());
    }

    private HttpUrl.Builder url(ResourceType type, @Nullable String namespace) {
        var url = HttpUrl.get(api.getBasePath()).newBuilder();
        url.addPathSegments((type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion());
        if (type.namespaced() && namespace != null) {
            url.addPathSegments("namespaces/" + namespace);
        }
        return url.addPathSegment(type.plural());
    }

    private static void add(HttpUrl.Builder url, String name, @Nullable String value) {
        if (value != null) {
            url.addQueryParameter(name, value);
        }
    }

    private Map<String, Object> send(String method, HttpUrl.Builder url, @Nullable String type, @Nullable Object body) {
        var content = body == null || type == null
                ? null
                : RequestBody.create(ReleaseRecord.json(body).getBytes(StandardCharsets.UTF_8), MediaType.get(type));
        var request = new Request.Builder().url(url.build()).method(method, content);
        if (api.getAuthentication("BearerToken") instanceof ApiKeyAuth bearer && bearer.getApiKey() != null) {
            request.header("Authorization", "Bearer " + bearer.getApiKey());
        }
        try (var response = api.getHttpClient().newCall(request.build()).execute()) {
            var tree = JSON.readValue(response.body().string(), TREE);
            if (response.isSuccessful()) {
                return tree;
            }
            throw new ToolFailed(
                    response.code() == 404
                            ? ErrorCode.NOT_FOUND
                            : response.code() == 409 ? ErrorCode.CONFLICT : ErrorCode.INTERNAL,
                    method + " " + url.build().encodedPath() + ": " + tree,
                    "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
