package io.lexiops.server.mcp;

import com.sun.management.ThreadMXBean;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.sandbox.ManyObjects;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.Role;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each read costs who reads it, from one object to ten thousand: text and structured part together, as they go over
 * the wire. The table is written to {@code target/size-report.txt}.
 */
@TestInstance(Lifecycle.PER_CLASS)
@DirtiesContext
class SizeReportTests extends RunningServer {

    private static final List<Integer> COUNTS = List.of(1, 50, 500, 10_000);
    private static final Path REPORT = Path.of("target", "size-report.txt");
    private static final Sandbox SANDBOX =
            Sandbox.start(SandboxSettings.inMemory().standingStill(), Clock.fixed(ManyObjects.NOW, ZoneOffset.UTC));

    private final List<Size> sizes = new ArrayList<>();

    /** One answer. */
    private record Size(String read, int objects, long bytes, long tokens) {}

    @DynamicPropertySource
    static void aClusterThatStandsStill(DynamicPropertyRegistry settings) {
        settings.add("test.kubeconfig", TestCluster.kubeconfig(SANDBOX.kubeconfig())::toString);
        settings.add("copilot.history.start-after", () -> "1h");
    }

    @BeforeAll
    void manyObjectsAndAllThatWasDoneToThem(@Autowired JdbcClient jdbc) {
        SANDBOX.put(List.of(ManyObjects.widgetDefinition()));
        for (int count : COUNTS) {
            var namespace = namespace(count);
            SANDBOX.put(ManyObjects.namespace(namespace, count));
            for (int pod = 0; pod < Math.min(20, count); pod++) {
                var lines = IntStream.range(0, 500)
                        .mapToObj(i -> (i % 10 == 0 ? "ERROR" : "INFO") + " request " + i
                                + " of /cart was answered with a status that is written here at some length")
                        .toList();
                SANDBOX.writeLog(namespace, ManyObjects.podName(pod), "nginx", pod == 7 ? 12 : 0, lines);
            }
            pastChanges(jdbc, namespace, count);
        }
        pastCalls(jdbc);
    }

    @AfterAll
    void stop() {
        SANDBOX.close();
    }

    @Test
    void everyReadKeepsItsBudgetWhateverThereIs() throws IOException {
        var session = as(Role.OPERATOR).open();
        for (int count : COUNTS) {
            reads(namespace(count), count).forEach((read, call) -> measure(session, read, count, call));
        }
        var report = report();
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report, StandardCharsets.UTF_8);
        print(report);
        var soft = new SoftAssertions();
        sizes.forEach(size -> soft.assertThat(size.tokens())
                .as(size.toString())
                .isLessThanOrEqualTo(size.read().equals("k8s_list pods") ? 2_000 : TokenBudget.DEFAULT));
        soft.assertAll();
    }

    @Test
    void noReadKeepsTheTenThousandObjectsThatItSaw() {
        var session = as(Role.OPERATOR).open();
        var namespace = namespace(10_000);
        long before = used();
        for (var call : List.of(
                call("k8s_list", Map.of("kind", "pods", "namespace", namespace)),
                call(
                        "k8s_list",
                        Map.of("kind", "pods", "namespace", namespace, "where", "object.spec.nodeName == 'x'")),
                call("k8s_list", Map.of("kind", "pods", "namespace", namespace, "countBy", "metadata.name")),
                call("k8s_events", Map.of("namespace", namespace)),
                call("k8s_top", Map.of("namespace", namespace)))) {
            var result = session.call(call.tool(), call.arguments());
            assertThat(WireSession.failed(result)).as(WireSession.text(result)).isFalse();
        }
        // Ten thousand pods are a hundred megabytes; what is kept of them after the calls is nothing.
        assertThat(used() - before).isLessThan(24L << 20);
    }

    @Test
    void aPageOfTwentyReadsTwenty() {
        var session = as(Role.OPERATOR).open();
        var page = Map.<String, Object>of("kind", "pods", "namespace", namespace(10_000));
        session.call("k8s_list", page);
        long one = allocated(() -> session.call("k8s_list", page));
        var all = Map.<String, Object>of("kind", "pods", "namespace", namespace(10_000), "countBy", "status.phase");
        long every = allocated(() -> session.call("k8s_list", all));
        assertThat(every).isGreaterThan(4 * one);
    }

    private Map<String, Call> reads(String in, int count) {
        var pod = ManyObjects.podName(0);
        var reads = new LinkedHashMap<String, Call>();
        var pods = Map.<String, Object>of("kind", "pods", "namespace", in);
        reads.put("k8s_list pods", call("k8s_list", pods));
        reads.put("k8s_list pods limit=500", call("k8s_list", with(pods, Map.of("limit", 500))));
        reads.put("k8s_list pods json", call("k8s_list", with(pods, Map.of("output", "json"))));
        reads.put("k8s_list pods json limit=500", call("k8s_list", with(pods, Map.of("output", "json", "limit", 500))));
        reads.put("k8s_list pods countBy", call("k8s_list", with(pods, Map.of("countBy", "spec.nodeName"))));
        reads.put("k8s_list pods countBy name", call("k8s_list", with(pods, Map.of("countBy", "metadata.name"))));
        reads.put(
                "k8s_list pods where",
                call("k8s_list", with(pods, Map.of("where", "object.spec.nodeName == 'node-0'", "limit", 500))));
        reads.put(
                "k8s_list pods fields",
                call("k8s_list", with(pods, Map.of("fields", List.of("NAME", "status.podIP"), "limit", 500))));
        reads.put("k8s_list widgets", call("k8s_list", Map.of("kind", "widgets", "namespace", in, "limit", 500)));
        reads.put("k8s_get", call("k8s_get", Map.of("kind", "pod", "name", pod, "namespace", in)));
        reads.put(
                "k8s_get json", call("k8s_get", Map.of("kind", "pod", "name", pod, "namespace", in, "output", "json")));
        reads.put("k8s_inspect", call("k8s_inspect", Map.of("kind", "deploy", "name", "web", "namespace", in)));
        reads.put(
                "k8s_inspect json",
                call("k8s_inspect", Map.of("kind", "deploy", "name", "web", "namespace", in, "output", "json")));
        reads.put("k8s_events", call("k8s_events", Map.of("namespace", in)));
        reads.put(
                "k8s_events json limit=500",
                call("k8s_events", Map.of("namespace", in, "limit", 500, "output", "json")));
        reads.put("k8s_logs", call("k8s_logs", Map.of("name", "web", "kind", "deploy", "namespace", in)));
        reads.put(
                "k8s_logs tail=5000",
                call("k8s_logs", Map.of("name", "web", "kind", "deploy", "namespace", in, "tail", 5000)));
        reads.put(
                "k8s_logs json grep",
                call(
                        "k8s_logs",
                        Map.of(
                                "name",
                                "web",
                                "kind",
                                "deploy",
                                "namespace",
                                in,
                                "output",
                                "json",
                                "grep",
                                "request",
                                "tail",
                                5000)));
        reads.put("k8s_top", call("k8s_top", Map.of("namespace", in)));
        reads.put("k8s_top limit=100 json", call("k8s_top", Map.of("namespace", in, "limit", 100, "output", "json")));
        reads.put("k8s_diagnose", call("k8s_diagnose", Map.of("namespace", in)));
        reads.put("k8s_changes limit=500", call("k8s_changes", Map.of("namespace", in, "limit", 500)));
        reads.put("k8s_api_resources", call("k8s_api_resources", Map.of()));
        reads.put("k8s_api_resources json", call("k8s_api_resources", Map.of("output", "json")));
        reads.put("k8s_explain", call("k8s_explain", Map.of("path", "pod.spec", "depth", 5)));
        reads.put("k8s_explain json", call("k8s_explain", Map.of("path", "pod.spec", "depth", 5, "output", "json")));
        reads.put("k8s_diff", call("k8s_diff", Map.of("manifest", manifest(in, count), "namespace", in)));
        reads.put(
                "k8s_diff json",
                call("k8s_diff", Map.of("manifest", manifest(in, count), "namespace", in, "output", "json")));
        reads.put("k8s_rollout_status", call("k8s_rollout_status", Map.of("name", "web", "namespace", in)));
        reads.put("k8s_can_i", call("k8s_can_i", Map.of("verb", "list", "kind", "pods", "namespace", in)));
        reads.put("changes_list limit=500", call("changes_list", Map.of("namespace", in, "limit", 500)));
        reads.put(
                "changes_list json limit=500",
                call("changes_list", Map.of("namespace", in, "limit", 500, "output", "json")));
        reads.put("audit_query", call("audit_query", Map.of("case", in)));
        reads.put(
                "audit_query json limit=500", call("audit_query", Map.of("case", in, "limit", 500, "output", "json")));
        reads.put("status", call("status", Map.of()));
        reads.put("contexts_list", call("contexts_list", Map.of()));
        return reads;
    }

    private void measure(WireSession session, String read, int count, Call call) {
        var result = session.call(call.tool(), call.arguments());
        assertThat(WireSession.failed(result))
                .as(read + ": " + WireSession.text(result))
                .isFalse();
        var text = WireSession.text(result);
        var structured = WireClient.JSON.writeValueAsString(result.get("structuredContent"));
        sizes.add(new Size(
                read,
                count,
                text.getBytes(StandardCharsets.UTF_8).length + structured.getBytes(StandardCharsets.UTF_8).length,
                TokenBudget.tokensOf(text + structured)));
    }

    private String report() {
        var headings = new ArrayList<>(List.of("READ"));
        COUNTS.forEach(count -> headings.addAll(List.of(count + " BYTES", "TOKENS")));
        var table = Table.of(headings);
        var byRead = sizes.stream().collect(Collectors.groupingBy(Size::read, LinkedHashMap::new, Collectors.toList()));
        byRead.forEach((read, row) -> {
            var cells = new ArrayList<>(List.of(read));
            row.forEach(size -> Collections.addAll(cells, Long.toString(size.bytes()), Long.toString(size.tokens())));
            table.row(cells);
        });
        return table.render() + "\n";
    }

    /** Maven shows what a test prints. */
    @SuppressWarnings("SystemOut") // the report is what this test is run for
    private static void print(String report) {
        System.out.println(report);
    }

    private static String manifest(String in, int count) {
        return IntStream.range(0, Math.min(count, 50))
                .mapToObj(i -> """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: settings-%d, namespace: %s}
                        data: {level: info, number: "%d"}
                        """.formatted(i, in, i))
                .collect(Collectors.joining("---\n"));
    }

    private static String namespace(int count) {
        return "of-" + count;
    }

    private static void pastChanges(JdbcClient jdbc, String namespace, int count) {
        jdbc.sql("insert into changes (id, caller, role, tool, arguments_digest, arguments, preview_digest, targets,"
                        + " changes, risk, findings, decided_by, approver, state, planned_at, sealed)"
                        + " select ? || '-' || r.\"X\", 'ann', 'operator', 'k8s_scale', 'sha256:1', '{\"name\":\"web\"}',"
                        + " 'sha256:2', '[]', ?, 'LOW', '[]', 'confirmation', 'user:ann', 'CONVERGED', ?, ''"
                        + " from system_range(1, ?) r")
                .params(namespace, """
                        [{"target":{"apiVersion":"apps/v1","kind":"Deployment","namespace":"%s","name":"web"},\
                        "operation":"update","diff":[{"path":"spec.replicas","old":3,"new":5}]}]""".formatted(namespace), ManyObjects.NOW.toString(), count)
                .update();
        jdbc.sql("insert into change_objects (change_seq, api_version, kind, namespace, name) select seq, 'apps/v1',"
                        + " 'Deployment', ?, 'web' from changes where id like ?")
                .params(namespace, namespace + "-%")
                .update();
        jdbc.sql("insert into history_changes (context, at, who, kind, namespace, name, what, fields, more, bytes)"
                        + " select 'sandbox', ?, 'kubectl', 'Deployment', ?, 'web', 'CHANGED', ?, 0, 100"
                        + " from system_range(1, ?) r")
                .params(
                        Instant.now().toString(),
                        namespace,
                        "[{\"path\":\"spec.replicas\",\"old\":\"3\",\"new\":\"5\"}]",
                        count)
                .update();
    }

    /** The chain of hashes is not kept up: nothing here verifies it. */
    private static void pastCalls(JdbcClient jdbc) {
        long seq = 1_000_000;
        for (int count : COUNTS) {
            jdbc.sql("insert into audit (seq, at, caller, role, case_id, tool, arguments_digest, arguments, outcome,"
                            + " took_ms, previous_hash, hash) select ? + r.\"X\", ?, 'ann', 'operator', ?, 'k8s_list',"
                            + " 'sha256:1', '{\"kind\":\"pods\"}', 'ok', 7, 'a', 'b' from system_range(1, ?) r")
                    .params(-seq, ManyObjects.NOW.toString(), namespace(count), count)
                    .update();
            seq += 1_000_000;
        }
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** By all threads of this program: the server and the simulated cluster are in it too. */
    private static long allocated(Runnable work) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getTotalThreadAllocatedBytes();
        work.run();
        return threads.getTotalThreadAllocatedBytes() - before;
    }

    private static Call call(String tool, Map<String, Object> arguments) {
        return new Call(tool, arguments);
    }

    private static Map<String, Object> with(Map<String, Object> arguments, Map<String, Object> more) {
        var all = new LinkedHashMap<>(arguments);
        all.putAll(more);
        return all;
    }

    private record Call(String tool, Map<String, Object> arguments) {}
}
