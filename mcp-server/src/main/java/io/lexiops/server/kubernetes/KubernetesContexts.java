package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The clusters that are served, each with a connection, a discovery and credentials of its own: one that is away, or whose
 * context is gone from the kubeconfig, fails its own calls only.
 */
public final class KubernetesContexts implements ServedContexts, AutoCloseable {

    private static final Duration AT_MOST = Duration.ofSeconds(4);

    private final Map<String, ClientJavaKubernetes> byName;
    private final ClientJavaKubernetes current;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("context-", 0).factory());

    private KubernetesContexts(Map<String, ClientJavaKubernetes> byName, ClientJavaKubernetes current) {
        this.byName = byName;
        this.current = current;
    }

    static KubernetesContexts only(ClientJavaKubernetes cluster) {
        return new KubernetesContexts(Map.of(), cluster);
    }

    /** @param names at least two, the current one first */
    static KubernetesContexts several(List<String> names, Function<String, ClientJavaKubernetes> connect) {
        var byName = new LinkedHashMap<String, ClientJavaKubernetes>();
        names.forEach(name -> byName.put(name, connect.apply(name)));
        return new KubernetesContexts(byName, byName.values().iterator().next());
    }

    /** The port to whichever cluster a call is meant for. */
    Kubernetes kubernetes() {
        return several() ? new BoundKubernetes(this) : current;
    }

    /** The cluster that this thread works for. */
    Kubernetes bound() {
        var named = ClusterContext.bound().filter(_ -> several());
        if (named.isEmpty()) {
            return current;
        }
        var found = byName.get(named.get().name());
        if (found == null) {
            throw new IllegalStateException(
                    "nobody checked the context " + named.get().name());
        }
        return found;
    }

    @Override
    public boolean several() {
        return !byName.isEmpty();
    }

    @Override
    public List<String> names() {
        return several()
                ? List.copyOf(byName.keySet())
                : List.of(current.place().context());
    }

    /**
     * Asks the current cluster whether it is there.
     *
     * @throws ToolFailed if it is not, or not configured
     */
    void askCurrent() {
        current.versionNow();
    }

    /** Asks all clusters at the same time, each once; one that does not answer within seconds is said to be away. */
    public List<ContextState> look() {
        var clusters = several() ? List.copyOf(byName.entrySet()) : List.of(Map.entry("", current));
        try {
            var answers = threads.invokeAll(
                    clusters.stream()
                            .map(cluster -> (java.util.concurrent.Callable<ContextState>)
                                    () -> answer(cluster.getKey(), cluster.getValue()))
                            .toList(),
                    AT_MOST.toMillis(),
                    TimeUnit.MILLISECONDS);
            var states = new ArrayList<ContextState>();
            for (int i = 0; i < answers.size(); i++) {
                states.add(state(clusters.get(i).getKey(), clusters.get(i).getValue(), answers.get(i)));
            }
            return states;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "", Map.of(), e);
        }
    }

    private ContextState state(String name, ClientJavaKubernetes cluster, Future<ContextState> answer)
            throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException _) {
            return away(name, cluster, "it did not answer within " + AT_MOST.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ToolFailed failed) {
                return away(name, cluster, String.valueOf(failed.getMessage()));
            }
            throw new IllegalStateException("a cluster could not be asked", e.getCause());
        }
    }

    private ContextState answer(String name, ClientJavaKubernetes cluster) {
        var place = cluster.place();
        return new ContextState(
                name.isEmpty() ? place.context() : name,
                place.server(),
                place.namespace(),
                cluster == current,
                cluster.versionNow(),
                null);
    }

    private ContextState away(String name, ClientJavaKubernetes cluster, String why) {
        try {
            var place = cluster.place();
            return new ContextState(
                    name.isEmpty() ? place.context() : name,
                    place.server(),
                    place.namespace(),
                    cluster == current,
                    null,
                    why);
        } catch (ToolFailed _) {
            // That the configuration cannot be read is what "why" says.
            return new ContextState(name, "", "", cluster == current, null, why);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
