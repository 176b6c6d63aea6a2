package io.lexiops.server.history;

import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.StatusEntry;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** All watches: each kind, in each namespace that is open, of each cluster that is served; and what {@code status} says of them. */
final class HistoryWatches implements StatusEntry, AutoCloseable {

    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final KindWatch.Sources sources;
    private final ServedContexts contexts;
    private final List<Started> started = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("history-", 0).factory());

    HistoryWatches(KindWatch.Sources sources, ServedContexts contexts) {
        this.sources = sources;
        this.contexts = contexts;
    }

    /**
     * Begins to watch, after a while; what was watched before is not any more.
     *
     * @param open the server's allow-list; empty means that the rights in the cluster decide
     */
    synchronized void start(Set<String> open) {
        if (!sources.limits().enabled()) {
            return;
        }
        started.forEach(one -> one.running().cancel(true));
        started.clear();
        var namespaces = open.isEmpty() ? Set.of("") : new TreeSet<>(open);
        if (!contexts.several()) {
            start(namespaces, "", task -> task);
            return;
        }
        for (var name : contexts.names()) {
            var context = new ClusterContext(name, true);
            start(
                    namespaces,
                    name,
                    task -> () -> context.call(() -> {
                        task.run();
                        return name;
                    }));
        }
    }

    private void start(Set<String> namespaces, String context, UnaryOperator<Runnable> there) {
        for (var namespace : namespaces) {
            for (var kind : WatchedKind.ALL) {
                var watch =
                        new KindWatch(sources, context.isEmpty() ? contexts::current : () -> context, kind, namespace);
                var running = threads.submit(there.apply(() -> {
                    if (slept(sources.limits().startAfter())) {
                        watch.run();
                    }
                }));
                started.add(new Started(context, watch, running));
            }
        }
    }

    @Override
    public String key() {
        return "history";
    }

    @Override
    public Object value() {
        var json = new LinkedHashMap<String, Object>();
        json.put("enabled", sources.limits().enabled());
        json.put(
                "watching",
                started.stream().filter(one -> one.watch().state().watching()).count());
        var missing = new TreeMap<String, Set<String>>();
        for (var one : started) {
            var state = one.watch().state();
            if (state.missing() != null) {
                var where = one.context().isEmpty() ? "" : one.context() + ": ";
                missing.computeIfAbsent(where + state.missing(), _ -> new TreeSet<>())
                        .add(one.watch().kind().kind());
            }
        }
        if (!missing.isEmpty()) {
            var list = new ArrayList<Map<String, Object>>();
            missing.forEach((why, kinds) -> list.add(Map.of("kinds", List.copyOf(kinds), "why", why)));
            json.put("missing", list);
        }
        try {
            var size = sources.history().size();
            json.put("changes", size.changes());
            json.put("bytes", size.bytes());
        } catch (ToolFailed e) {
            json.put("unavailable", String.valueOf(e.getMessage()));
        }
        return json;
    }

    /** Before the database goes: a watch that is in the middle of a write finishes it. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(LAST_WRITES.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a watch does not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @param context empty for the only one */
    private record Started(String context, KindWatch watch, Future<?> running) {}
}
