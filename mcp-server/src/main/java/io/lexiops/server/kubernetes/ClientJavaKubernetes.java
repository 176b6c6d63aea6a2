package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The port on the official client. Objects are raw JSON: a cluster newer or older than the client is no problem. */
final class ClientJavaKubernetes implements Kubernetes {

    private static final int LONGEST_LINE = 16_384;
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration VERSION_KEPT = Duration.ofMinutes(1);

    private final ClientJavaConnection connection;
    private final Discovery discovery;
    private final InstantSource clock;
    private final @Nullable String namespace;
    private volatile @Nullable Known known;

    /** An API server's version does not change while it runs, and every answer names its cluster. */
    private record Known(ClientJavaConnection.Place place, String version, Instant until) {}

    /** @param namespace replaces that of the context; null keeps it */
    ClientJavaKubernetes(ClusterAccess access, Duration timeout, @Nullable String namespace, InstantSource clock) {
        this.connection = new ClientJavaConnection(access, timeout);
        this.clock = clock;
        this.discovery = new Discovery(this::raw, clock);
        this.namespace = namespace;
    }

    @Override
    public ClusterIdentity identity() {
        var place = place();
        return new ClusterIdentity(place.context(), place.server(), version(place), place.namespace(), place.subject());
    }

    private String version(ClientJavaConnection.Place place) {
        var last = known;
        if (last != null && last.place().equals(place) && clock.instant().isBefore(last.until())) {
            return last.version();
        }
        var found = raw("/version").get("gitVersion");
        var version = found == null ? "unknown" : String.valueOf(found);
        known = new Known(place, version, clock.instant().plus(VERSION_KEPT));
        return version;
    }

    /** Where the connection leads, without asking the API server. */
    ClientJavaConnection.Place place() {
        var place = connection.place();
        return namespace == null
                ? place
                : new ClientJavaConnection.Place(place.context(), place.server(), namespace, place.subject());
    }

    /** Asks once, without the patience that calls have: who looks at several clusters waits for none of them. */
    String versionNow() {
        var version = object(connection.sendOnce(ApiRequest.get("/version")), null, null, "get")
                .at("gitVersion");
        return version == null ? "unknown" : String.valueOf(version);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return discovery.types();
    }

    @Override
    public ResourceType type(String words, @Nullable String apiVersion) {
        return discovery.find(words, apiVersion);
    }

    @Override
    public KubernetesObject get(ObjectRef ref) {
        return find(ref).orElseThrow(() -> MissingObject.of(this, ref));
    }

    @Override
    public Optional<KubernetesObject> find(ObjectRef ref) {
        var reply = connection.send(ApiRequest.get(path(ref)));
        if (reply.status() == 404) {
            return Optional.empty();
        }
        return Optional.of(ClientJavaAnswers.read(object(reply, ref.type(), ref.namespace(), "get"), ref));
    }

    @Override
    public PrintedPage print(ListQuery query, boolean whole) {
        var request = request(query)
                .accepting(ClientJavaTables.ACCEPTED)
                .with("includeObject", whole ? "Object" : "Metadata");
        return ClientJavaTables.page(listed(request, query), query.type());
    }

    private static ApiRequest request(ListQuery query) {
        return ApiRequest.get(path(query.type(), query.namespace()))
                .with("labelSelector", query.labelSelector())
                .with("fieldSelector", query.fieldSelector())
                .with("limit", query.limit() == 0 ? null : query.limit())
                .with("continue", query.continueToken());
    }

    @Override
    public ObjectPage list(ListQuery query) {
        var list = listed(request(query), query);
        var items = list.objectsAt("items").stream()
                .map(item -> withKind(item, query.type()))
                .toList();
        var token = list.textAt("", "metadata", "continue");
        return new ObjectPage(
                items,
                token.isEmpty() ? null : token,
                list.at("metadata", "remainingItemCount") instanceof Long remaining ? remaining : null,
                list.resourceVersion());
    }

    private KubernetesObject listed(ApiRequest request, ListQuery query) {
        return ClientJavaAnswers.listed(object(connection.send(request), query.type(), query.namespace(), "list"));
    }

    @Override
    public KubernetesObject create(ResourceType type, KubernetesObject object, WriteOptions options) {
        var request = options(ApiRequest.get(path(type, object.namespace())), options)
                .sending("POST", object.content(), ApiRequest.JSON);
        return ClientJavaAnswers.written(object(connection.send(request), type, object.namespace(), "create"));
    }

    @Override
    public KubernetesObject apply(ResourceType type, KubernetesObject object, boolean force, WriteOptions options) {
        var ref = new ObjectRef(type, object.namespace(), object.name());
        var request = options(ApiRequest.get(path(ref)), options)
                .with("force", force)
                .sending("PATCH", object.content(), "application/apply-patch+yaml");
        return ClientJavaAnswers.written(object(connection.send(request), type, object.namespace(), "patch"));
    }

    @Override
    public KubernetesObject patch(
            ObjectRef ref, PatchType patchType, Object patch, @Nullable String subresource, WriteOptions options) {
        var contentType = switch (patchType) {
            case JSON -> "application/json-patch+json";
            case MERGE -> "application/merge-patch+json";
            case STRATEGIC -> "application/strategic-merge-patch+json";
        };
        var path = path(ref) + (subresource == null ? "" : "/" + encode(subresource));
        var request = options(ApiRequest.get(path), options).sending("PATCH", patch, contentType);
        var reply = connection.send(request);
        if (reply.status() == 404 && subresource == null) {
            throw MissingObject.of(this, ref);
        }
        return ClientJavaAnswers.written(object(
                reply, subresource == null ? ref.type() : below(ref.type(), subresource), ref.namespace(), "patch"));
    }

    @Override
    public KubernetesObject replace(ResourceType type, KubernetesObject object, WriteOptions options) {
        var ref = new ObjectRef(type, object.namespace(), object.name());
        var request = options(ApiRequest.get(path(ref)), options).sending("PUT", object.content(), ApiRequest.JSON);
        return ClientJavaAnswers.written(object(connection.send(request), type, object.namespace(), "update"));
    }

    @Override
    public void delete(
            ObjectRef ref,
            @Nullable String uid,
            @Nullable String resourceVersion,
            String propagation,
            WriteOptions options) {
        var preconditions = new LinkedHashMap<String, Object>();
        if (uid != null) {
            preconditions.put("uid", uid);
        }
        if (resourceVersion != null) {
            preconditions.put("resourceVersion", resourceVersion);
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("apiVersion", "v1");
        body.put("kind", "DeleteOptions");
        body.put("propagationPolicy", propagation);
        body.put("preconditions", preconditions);
        if (options.dryRun()) {
            body.put("dryRun", List.of("All"));
        }
        var reply = connection.send(ApiRequest.get(path(ref)).sending("DELETE", body, ApiRequest.JSON));
        if (reply.status() == 404) {
            throw MissingObject.of(this, ref);
        }
        var answer = object(reply, ref.type(), ref.namespace(), "delete");
        if (!answer.kind().equals("Status")) {
            ClientJavaAnswers.written(answer);
        }
    }

    @Override
    public Eviction evict(ObjectRef pod, String uid) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", pod.name());
        putIfPresent(metadata, "namespace", pod.namespace());
        // Both have the same version: v1beta1 before Kubernetes 1.22.
        var body = Map.of(
                "apiVersion",
                type("poddisruptionbudgets", null).apiVersion(),
                "kind",
                "Eviction",
                "metadata",
                metadata,
                "deleteOptions",
                Map.of("preconditions", Map.of("uid", uid)));
        var reply = connection.send(ApiRequest.get(path(pod) + "/eviction").sending("POST", body, ApiRequest.JSON));
        return switch (reply.status()) {
            case 404, 409 -> new Eviction.Gone();
            case 429 ->
                new Eviction.Forbidden(String.valueOf(
                        ApiFailures.of(429, reply.body(), null, null, "create").getMessage()));
            default -> {
                if (!reply.good()) {
                    throw ApiFailures.of(
                            reply.status(), reply.body(), below(pod.type(), "eviction"), pod.namespace(), "create");
                }
                yield new Eviction.Granted();
            }
        };
    }

    @Override
    public ExecResult exec(ExecRequest request) {
        return new ClientJavaExec(connection).run(request);
    }

    @Override
    public void logs(LogQuery query, Predicate<String> line, BooleanSupplier cancelled) {
        var path = "/api/v1/namespaces/%s/pods/%s/log".formatted(encode(query.namespace()), encode(query.pod()));
        var request = ApiRequest.get(path)
                .accepting("*/*")
                .with("container", query.container())
                .with("previous", query.previous() ? "true" : null)
                .with("sinceSeconds", query.sinceSeconds())
                .with("tailLines", query.tailLines())
                .with("timestamps", query.timestamps() ? "true" : null);
        try (var response = connection.stream(request)) {
            var source = response.body().source();
            if (response.code() >= 300) {
                source.request(1 << 16);
                throw ApiFailures.of(
                        response.code(), source.getBuffer().readByteArray(), null, query.namespace(), "get");
            }
            var next = ClientJavaLogLines.next(source, LONGEST_LINE);
            while (next != null && !cancelled.getAsBoolean() && line.test(next)) {
                next = ClientJavaLogLines.next(source, LONGEST_LINE);
            }
        } catch (IOException e) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "the log of " + query.pod() + " broke off: " + e.getMessage(),
                    "try again",
                    Map.of(),
                    e);
        }
    }

    @Override
    public WatchEnd watch(WatchQuery query, Predicate<WatchEvent> event) {
        var request = ApiRequest.get(path(query.type(), query.namespace()))
                .with("watch", "true")
                .with("allowWatchBookmarks", "true")
                .with("fieldSelector", query.fieldSelector())
                .with("resourceVersion", query.resourceVersion())
                .with("timeoutSeconds", query.atMost().toSeconds());
        // A network that drops everything ends no stream; the server should have, some time ago.
        try (var response = connection.stream(request, query.atMost().plus(LATE))) {
            var source = response.body().source();
            if (response.code() == 410) {
                return WatchEnd.TOO_OLD;
            }
            if (response.code() >= 300) {
                source.request(1 << 16);
                throw ApiFailures.of(
                        response.code(), source.getBuffer().readByteArray(), query.type(), query.namespace(), "watch");
            }
            return ClientJavaWatchEvents.read(source, query.type(), event);
        } catch (IOException e) {
            throw connection.brokeOff(request, e);
        }
    }

    @Override
    public AccessAnswer canI(AccessQuestion question) {
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("verb", question.verb());
        attributes.put("group", question.group());
        attributes.put("resource", question.resource());
        putIfPresent(attributes, "subresource", question.subresource());
        putIfPresent(attributes, "namespace", question.namespace());
        putIfPresent(attributes, "name", question.name());
        var review = Map.of(
                "apiVersion", "authorization.k8s.io/v1",
                "kind", "SelfSubjectAccessReview",
                "spec", Map.of("resourceAttributes", attributes));
        var request = ApiRequest.get("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
                .sending("POST", review, ApiRequest.JSON);
        return ClientJavaAnswers.access(object(connection.send(request), null, null, "create"));
    }

    @Override
    public Map<String, Object> raw(String path) {
        return object(connection.send(ApiRequest.get(path)), null, null, "get").content();
    }

    @Override
    public <T> T raw(String path, StreamReader<T> reader) {
        var request = ApiRequest.get(path);
        try (var response = connection.stream(request, LATE)) {
            var source = response.body().source();
            if (response.code() >= 300) {
                source.request(1 << 16);
                throw ApiFailures.of(response.code(), source.getBuffer().readByteArray(), null, null, "get");
            }
            return reader.read(source.inputStream());
        } catch (IOException e) {
            throw connection.brokeOff(request, e);
        }
    }

    private KubernetesObject object(
            ClientJavaConnection.Reply reply, @Nullable ResourceType type, @Nullable String in, String verb) {
        if (!reply.good()) {
            throw ApiFailures.of(reply.status(), reply.body(), type, in, verb);
        }
        return ClientJavaAnswers.object(reply.body());
    }

    /** As a right names it: {@code deployments/scale}. */
    private static ResourceType below(ResourceType type, String subresource) {
        return new ResourceType(
                type.apiVersion(),
                type.kind(),
                type.plural() + "/" + subresource,
                type.singular(),
                type.shortNames(),
                type.namespaced(),
                type.verbs(),
                type.subresources());
    }

    static KubernetesObject withKind(Map<String, Object> item, ResourceType type) {
        // The items of a list come without what is the same for all of them.
        var whole = new LinkedHashMap<String, Object>();
        whole.put("apiVersion", type.apiVersion());
        whole.put("kind", type.kind());
        whole.putAll(item);
        return new KubernetesObject(whole);
    }

    private static ApiRequest options(ApiRequest request, WriteOptions options) {
        return request.with("fieldManager", options.fieldManager()).with("dryRun", options.dryRun() ? "All" : null);
    }

    private static String path(ObjectRef ref) {
        return path(ref.type(), ref.namespace()) + "/" + encode(ref.name());
    }

    private static String path(ResourceType type, @Nullable String in) {
        var root = type.group().isEmpty() ? "/api/v1" : "/apis/" + type.apiVersion();
        var scope = type.namespaced() && in != null ? "/namespaces/" + encode(in) : "";
        return root + scope + "/" + type.plural();
    }

    /** A name is one segment of a path, whatever it contains. */
    static String encode(String segment) {
        if (segment.equals(".") || segment.equals("..") || segment.isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "'" + segment + "' is no name",
                    "names are letters, digits, '-' and '.'");
        }
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void putIfPresent(Map<String, Object> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
