package io.lexiops.server.history;

import io.lexiops.server.access.Fence;
import io.lexiops.server.change.OwnChanges.OwnChange;
import io.lexiops.server.kubernetes.ClusterReader;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.kubernetes.TestClusters;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A history over a simulated cluster, in a database that outlives the watches. */
final class HistoryFixture implements AutoCloseable {

    static final HistoryProperties DEFAULTS =
            new HistoryProperties(true, Duration.ZERO, 1000, 1 << 20, Duration.ofDays(7), 1000);
    static final Duration SOON = Duration.ofSeconds(30);

    private static final ServedContexts ONE = new ServedContexts() {
        @Override
        public boolean several() {
            return false;
        }

        @Override
        public List<String> names() {
            return List.of("test");
        }
    };

    final MovedClock clock = new MovedClock();
    final InstallationKey key = InstallationKey.random();
    final Redactor redactor = new Redactor(key);

    /** What the ledger knows. */
    List<OwnChange> own = List.of();

    private final DriverManagerDataSource database = database();
    private @Nullable Sandbox sandbox;
    private @Nullable Running running;

    private record Running(Kubernetes kubernetes, JdbcHistory history, CompactState compact, HistoryWatches watches) {}

    /** Starts the cluster, anew or from the file. */
    Sandbox cluster(@Nullable Path file) {
        sandbox = Sandbox.start(
                file == null ? SandboxSettings.inMemory() : new SandboxSettings(0, file, false, Duration.ofMillis(20)));
        return sandbox;
    }

    Kubernetes admin() {
        return TestClusters.of(open().kubeconfig());
    }

    void watch(HistoryProperties limits) {
        watch(limits, open().kubeconfig(), new Fence(Set.of(), Set.of()), Set.of());
        await().atMost(SOON).until(() -> watching() == WatchedKind.ALL.size());
    }

    void watch(HistoryProperties limits, String kubeconfig, Fence fence, Set<String> namespaces) {
        var history = new JdbcHistory(
                JdbcClient.create(database),
                new TransactionTemplate(new JdbcTransactionManager(database)),
                limits,
                clock,
                new Fingerprints(key));
        var compact = new CompactState(redactor, key);
        var kubernetes = TestClusters.of(kubeconfig);
        var sources = new KindWatch.Sources(kubernetes, history, compact, fence, limits, clock);
        var watches = new HistoryWatches(sources, ONE);
        running = new Running(kubernetes, history, compact, watches);
        watches.start(namespaces);
    }

    /** As if the server had gone down. */
    void stopWatching() {
        var now = running();
        now.watches().close();
        now.history().close();
        running = null;
    }

    long watching() {
        return status().get("watching") instanceof Number number ? number.longValue() : 0;
    }

    @SuppressWarnings("unchecked") // a JSON object
    Map<String, Object> status() {
        return (Map<String, Object>) running().watches().value();
    }

    JdbcHistory history() {
        return running().history();
    }

    /** The tool's answer. */
    String changes(Map<String, Object> arguments) {
        return changes(arguments, new Fence(Set.of(), Set.of()));
    }

    String changes(Map<String, Object> arguments, Fence fence) {
        var now = running();
        var tool = new HistoryTool(
                new ClusterReader(now.kubernetes()),
                now.history(),
                new EarlierChanges(now.kubernetes(), now.compact(), new Fingerprints(key)),
                (_, _, _, _) -> own,
                ONE,
                fence,
                clock);
        var all = new LinkedHashMap<>(arguments);
        all.putIfAbsent("namespace", "shop");
        var result = tool.call(new ToolCall(
                ToolArguments.of(tool.spec(), all), new Caller("alice", Role.OPERATOR, Set.of()), CallContext.none()));
        assertThat(result).isInstanceOf(ToolResult.Success.class);
        return ((ToolResult.Success) result).text();
    }

    /** Waits for a line of the answer that holds all the words. */
    void awaitChange(String... words) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(changes(Map.of("limit", 100L)).lines())
                        .anySatisfy(line -> assertThat(line).contains(words)));
    }

    void patch(String kind, String name, Map<String, Object> patch, String manager) {
        var kubernetes = admin();
        kubernetes.patch(
                new ObjectRef(kubernetes.type(kind, null), "shop", name),
                PatchType.STRATEGIC,
                patch,
                null,
                new WriteOptions(false, manager));
    }

    KubernetesObject get(String kind, String name) {
        var kubernetes = admin();
        return kubernetes.get(new ObjectRef(kubernetes.type(kind, null), "shop", name));
    }

    static Map<String, Object> image(String image) {
        return Map.of(
                "spec",
                Map.of(
                        "template",
                        Map.of("spec", Map.of("containers", List.of(Map.of("name", "nginx", "image", image))))));
    }

    private Sandbox open() {
        return java.util.Objects.requireNonNull(sandbox, "start a cluster first");
    }

    private Running running() {
        return java.util.Objects.requireNonNull(running, "watch first");
    }

    @Override
    public void close() {
        if (running != null) {
            stopWatching();
        }
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private static DriverManagerDataSource database() {
        var database = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
        database.setUsername("sa");
        database.setPassword("");
        new ResourceDatabasePopulator(new ClassPathResource("db/migration/V5__history.sql")).execute(database);
        return database;
    }
}
