package io.lexiops.server.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One cluster, in our words. Every method throws {@link io.lexiops.server.tool.ToolFailed} with words for the caller:
 * {@code NOT_FOUND} with near names, {@code FORBIDDEN} with the missing rule, {@code CONFLICT},
 * {@code BACKEND_UNAVAILABLE}, {@code TIMEOUT}. Nothing here is redacted yet.
 */
public interface Kubernetes {

    /** The qualifier of the bean that also reads and writes the kinds that are closed to tools. */
    String EVERY_KIND = "everyKind";

    ClusterIdentity identity();

    /** All that discovery tells, cached for a short time. Groups that do not answer are left out. */
    List<ResourceType> resourceTypes();

    /**
     * Finds the type that the words mean: kind, plural, singular or short name, in any case.
     *
     * @param apiVersion narrows it; null takes the version that the server prefers
     */
    ResourceType type(String words, @Nullable String apiVersion);

    KubernetesObject get(ObjectRef ref);

    Optional<KubernetesObject> find(ObjectRef ref);

    /** One page in the server's order. */
    ObjectPage list(ListQuery query);

    /**
     * One page in the columns that the server itself prints, those of a custom kind's definition among them.
     *
     * @param whole whether the rows come with the complete objects; else with their metadata only
     */
    PrintedPage print(ListQuery query, boolean whole);

    /** The write verbs of the API. {@code options.dryRun} asks the server to do everything but store it. */
    KubernetesObject create(ResourceType type, KubernetesObject object, WriteOptions options);

    /** Server-side apply. */
    KubernetesObject apply(ResourceType type, KubernetesObject object, boolean force, WriteOptions options);

    /**
     * Patches an object.
     *
     * @param patch a JSON tree: a list of operations for {@link PatchType#JSON}, else an object
     * @param subresource null for the object itself
     */
    KubernetesObject patch(
            ObjectRef ref, PatchType patchType, Object patch, @Nullable String subresource, WriteOptions options);

    /** Replaces the whole object; its resourceVersion is the precondition. */
    KubernetesObject replace(ResourceType type, KubernetesObject object, WriteOptions options);

    /**
     * Deletes an object.
     *
     * @param uid             precondition; null means any
     * @param resourceVersion precondition; null means any
     * @param propagation     {@code Background}, {@code Foreground}, {@code Orphan}
     */
    void delete(
            ObjectRef ref,
            @Nullable String uid,
            @Nullable String resourceVersion,
            String propagation,
            WriteOptions options);

    /** Asks a pod to leave its node; its disruption budgets are honoured. */
    Eviction evict(ObjectRef pod, String uid);

    /**
     * Runs a program in a container and waits for its end.
     *
     * @throws io.lexiops.server.tool.ToolFailed {@code TIMEOUT} if it does not end; it may run on
     */
    ExecResult exec(ExecRequest request);

    /** Lines of a container's log, oldest first, read until the line consumer says false, the end, or cancellation. */
    void logs(LogQuery query, Predicate<String> line, BooleanSupplier cancelled);

    /**
     * Follows a kind: every change after a version, in the order of the versions, until the consumer says false, the server
     * ends the stream, or the thread is interrupted ({@code CANCELLED}). The caller goes on from the version it saw last.
     *
     * @return {@link WatchEnd#TOO_OLD} if the server has forgotten what came after the version: list again
     */
    WatchEnd watch(WatchQuery query, Predicate<WatchEvent> event);

    /** Whether this program's own identity may. */
    AccessAnswer canI(AccessQuestion question);

    /** A GET of a path below the API server, for what has no type: {@code /version}, {@code /metrics}. */
    Map<String, Object> raw(String path);

    /**
     * The same for an answer that is too large to be held: it is read as it comes.
     *
     * @param reader gets the JSON text; what it throws as {@link java.io.IOException} is {@code BACKEND_UNAVAILABLE}
     */
    <T> T raw(String path, StreamReader<T> reader);

    /** Makes something of an answer while it comes. */
    @FunctionalInterface
    interface StreamReader<T> {
        T read(InputStream text) throws IOException;
    }

    /** How a patch is to be read. */
    enum PatchType {
        JSON,
        MERGE,
        STRATEGIC
    }

    /**
     * Where this is.
     *
     * @param context   the kubeconfig context, {@code in-cluster} or {@code sandbox}
     * @param namespace the default namespace
     * @param subject   who the API server takes us for, read from a token: {@code system:serviceaccount:shop:copilot};
     *                  empty if the credentials do not tell
     */
    record ClusterIdentity(String context, String server, String version, String namespace, String subject) {}

    /**
     * What to list.
     *
     * @param namespace null means all namespaces
     * @param limit     0 means the server's choice
     */
    record ListQuery(
            ResourceType type,
            @Nullable String namespace,
            @Nullable String labelSelector,
            @Nullable String fieldSelector,
            int limit,
            @Nullable String continueToken) {

        public static ListQuery all(ResourceType type, @Nullable String namespace) {
            return new ListQuery(type, namespace, null, null, 0, null);
        }

        /** The page that a token of the page before leads to. */
        public ListQuery from(String token) {
            return new ListQuery(type, namespace, labelSelector, fieldSelector, limit, token);
        }

        /** The same in pages of so many objects. */
        public ListQuery inPagesOf(int most) {
            return new ListQuery(type, namespace, labelSelector, fieldSelector, most, continueToken);
        }

        public static ListQuery selected(ResourceType type, @Nullable String namespace, String labelSelector) {
            return new ListQuery(type, namespace, labelSelector, null, 0, null);
        }
    }

    /**
     * One page.
     *
     * @param items           complete objects with apiVersion and kind
     * @param continueToken   null on the last page
     * @param remaining       how many follow, where the server tells; else null
     */
    record ObjectPage(
            List<KubernetesObject> items,
            @Nullable String continueToken,
            @Nullable Long remaining,
            String resourceVersion) {

        public ObjectPage {
            items = List.copyOf(items);
        }
    }

    /**
     * One page as the server prints it.
     *
     * @param headings the columns that are shown where there is little room; empty if this server prints no such kind
     */
    record PrintedPage(
            List<String> headings,
            List<PrintedRow> rows,
            @Nullable String continueToken,
            @Nullable Long remaining,
            String resourceVersion) {

        public PrintedPage {
            headings = List.copyOf(headings);
            rows = List.copyOf(rows);
        }

        /** The same objects without columns. */
        public static PrintedPage unprinted(ObjectPage page) {
            var rows = page.items().stream()
                    .map(item -> new PrintedRow(List.of(), item))
                    .toList();
            return new PrintedPage(List.of(), rows, page.continueToken(), page.remaining(), page.resourceVersion());
        }
    }

    /**
     * One row.
     *
     * @param cells as many as there are headings
     */
    record PrintedRow(List<String> cells, KubernetesObject object) {

        public PrintedRow {
            cells = List.copyOf(cells);
        }
    }

    /**
     * What to follow.
     *
     * @param namespace       null means all namespaces
     * @param resourceVersion of the list, or of the event that was seen last
     * @param atMost          after which the server ends the stream
     */
    record WatchQuery(
            ResourceType type,
            @Nullable String namespace,
            @Nullable String fieldSelector,
            String resourceVersion,
            Duration atMost) {}

    /**
     * Something that happened to an object.
     *
     * @param object as it is now, or was last; of a {@code BOOKMARK} only the resourceVersion
     */
    record WatchEvent(What what, KubernetesObject object) {

        /** What happened. */
        public enum What {
            ADDED,
            MODIFIED,
            DELETED,
            /** Nothing; the version is a good one to go on from. */
            BOOKMARK
        }
    }

    /** How a stream ended. */
    enum WatchEnd {
        ENDED,
        TOO_OLD
    }

    /** How a write is made. */
    record WriteOptions(boolean dryRun, String fieldManager) {}

    /**
     * Which lines.
     *
     * @param container null takes the only one, or the default-container annotation
     */
    record LogQuery(
            String namespace,
            String pod,
            @Nullable String container,
            boolean previous,
            @Nullable Long sinceSeconds,
            @Nullable Long tailLines,
            boolean timestamps) {}

    /**
     * What to run.
     *
     * @param container null takes the only one, or the default-container annotation
     * @param command   the program and its arguments; no shell is involved
     * @param mostBytes of each of the two outputs; what is beyond is dropped
     */
    record ExecRequest(
            String namespace,
            String pod,
            @Nullable String container,
            List<String> command,
            Duration timeout,
            int mostBytes) {

        public ExecRequest {
            command = List.copyOf(command);
        }

        ExecRequest withMost(int bytes) {
            return new ExecRequest(namespace, pod, container, command, timeout, bytes);
        }
    }

    /**
     * How it ended.
     *
     * @param truncated whether output was dropped
     */
    record ExecResult(int exitCode, String output, String errors, boolean truncated) {}

    /** May I ... */
    record AccessQuestion(
            String verb,
            String group,
            String resource,
            @Nullable String subresource,
            @Nullable String namespace,
            @Nullable String name) {}

    /** The API server's answer. */
    record AccessAnswer(boolean allowed, String reason) {}
}
