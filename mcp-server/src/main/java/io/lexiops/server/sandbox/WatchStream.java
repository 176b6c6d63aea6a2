package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends the changes of a resource, one JSON document a line, until the caller or the time-out ends it. */
final class WatchStream implements Reply {

    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(50);

    private final ResourceCall call;
    private final ObjectStore store;
    private final Representations representations;
    private final LabelSelector labels;
    private final FieldSelector fields;
    private final BlockingQueue<Change> queue = new LinkedBlockingQueue<>();
    private boolean first = true;

    WatchStream(ResourceCall call, ObjectStore store, Representations representations) {
        this.call = call;
        this.store = store;
        this.representations = representations;
        this.labels = LabelSelector.parse(call.request().query("labelSelector"));
        var selector = call.request().query("fieldSelector");
        this.fields = FieldSelector.parse(
                call.name().isEmpty() ? selector : "metadata.name=" + call.name() + "," + selector, call.type());
    }

    /** Writes until the stream ends. */
    void run(OutputStream out) throws IOException, InterruptedException {
        Consumer<Change> listener = queue::add;
        try {
            if (begin(out, listener)) {
                follow(out);
            }
        } finally {
            store.forget(listener);
        }
    }

    private boolean begin(OutputStream out, Consumer<Change> listener) throws IOException {
        var from = call.request().query("resourceVersion");
        boolean initial = from.isEmpty() || from.equals("0") || call.request().queryIs("sendInitialEvents");
        if (initial) {
            var snapshot = store.atomically(() -> {
                store.listen(listener);
                return store.list(call.type().storageKey(), call.namespace());
            });
            for (var object : snapshot.objects()) {
                if (matches(object)) {
                    send(out, "ADDED", representations.one(call, ResourceReads.as(call.type(), object), headers()));
                }
            }
            if (call.request().queryIs("sendInitialEvents")) {
                sendBookmark(out, snapshot.version(), true);
            }
            return true;
        }
        if (!from.matches("\\d{1,18}")) {
            throw ApiFailure.invalid(
                    "meta.k8s.io",
                    "ListOptions",
                    "",
                    List.of(ApiFailure.Cause.invalidText("resourceVersion", from, "must be a number")));
        }
        long after = Long.parseLong(from);
        var missed = store.follow(after, listener);
        if (missed.isEmpty()) {
            send(
                    out,
                    "ERROR",
                    ApiFailure.gone("too old resource version: " + after + " (" + store.oldestVersion() + ")")
                            .status());
            return false;
        }
        for (var change : missed.get()) {
            deliver(out, change);
        }
        return true;
    }

    private void follow(OutputStream out) throws IOException, InterruptedException {
        int seconds = call.request().queryNumber("timeoutSeconds", 1800);
        boolean bookmarks = call.request().queryIs("allowWatchBookmarks");
        long deadline = System.nanoTime()
                + Duration.ofSeconds(seconds <= 0 ? 1800 : seconds).toNanos();
        var nextBookmark = System.nanoTime() + BOOKMARK_EVERY.toNanos();
        while (System.nanoTime() < deadline) {
            long wait = Math.min(deadline, nextBookmark) - System.nanoTime();
            var change = queue.poll(Math.max(1, wait), TimeUnit.NANOSECONDS);
            if (change != null) {
                deliver(out, change);
            } else if (System.nanoTime() >= nextBookmark) {
                nextBookmark = System.nanoTime() + BOOKMARK_EVERY.toNanos();
                if (bookmarks) {
                    sendBookmark(out, store.version(), false);
                }
            }
        }
        if (bookmarks) {
            sendBookmark(out, store.version(), false);
        }
    }

    private void deliver(OutputStream out, Change change) throws IOException {
        if (!change.id().storageKey().equals(call.type().storageKey())
                || !(call.namespace().isEmpty() || change.id().namespace().equals(call.namespace()))) {
            return;
        }
        var before = change.before();
        boolean was = before != null && matches(before);
        boolean is = change.kind() != Change.Kind.DELETED && matches(change.object());
        if (!was && !is) {
            return;
        }
        var kind = was ? is ? "MODIFIED" : "DELETED" : "ADDED";
        send(out, kind, representations.one(call, ResourceReads.as(call.type(), change.object()), headers()));
    }

    private boolean matches(ObjectNode object) {
        return labels.matches(object) && fields.matches(object);
    }

    private boolean headers() {
        boolean now = first;
        first = false;
        return now;
    }

    private void sendBookmark(OutputStream out, long version, boolean initialEnd) throws IOException {
        var object = Trees.object()
                .put("kind", call.type().kind())
                .put("apiVersion", call.type().apiVersion());
        var metadata = object.putObject("metadata").put("resourceVersion", Long.toString(version));
        metadata.putNull("creationTimestamp");
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        send(out, "BOOKMARK", object);
    }

    private static void send(OutputStream out, String kind, JsonNode object) throws IOException {
        var event = Trees.object().put("type", kind);
        event.set("object", object);
        out.write(Trees.bytes(event));
        out.write('\n');
        out.flush();
    }
}
