package io.lexiops.server.kubernetes;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.ManyObjects;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each read answers about each kind, as text and as JSON. A change of a shape is a change of these files, for a
 * reviewer to see; {@code -Dgolden.update=true} writes them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenOutputTests {

    private static final Path FILES = Path.of("src", "test", "resources", "golden");
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final Clock CLOCK = Clock.fixed(ManyObjects.NOW, ZoneOffset.UTC);
    private static final List<String> KINDS = List.of(
            "pods",
            "deployments",
            "replicasets",
            "statefulsets",
            "daemonsets",
            "jobs",
            "cronjobs",
            "services",
            "endpoints",
            "ingresses",
            "configmaps",
            "secrets",
            "nodes",
            "namespaces",
            "persistentvolumeclaims",
            "horizontalpodautoscalers",
            "events",
            "certificates",
            "poddisruptionbudgets");
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("pods", "web-7d4b9c6f5d-bbbbb"),
            Map.entry("deployments", "web"),
            Map.entry("replicasets", "web-7d4b9c6f5d"),
            Map.entry("statefulsets", "db"),
            Map.entry("daemonsets", "logs"),
            Map.entry("jobs", "migrate"),
            Map.entry("cronjobs", "report"),
            Map.entry("services", "web"),
            Map.entry("endpoints", "web"),
            Map.entry("ingresses", "web"),
            Map.entry("configmaps", "settings"),
            Map.entry("secrets", "login"),
            Map.entry("nodes", "node-9"),
            Map.entry("namespaces", "shop"),
            Map.entry("persistentvolumeclaims", "data-db-0"),
            Map.entry("horizontalpodautoscalers", "web"),
            Map.entry("events", "web.1"),
            Map.entry("certificates", "web"),
            Map.entry("poddisruptionbudgets", "web"));

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory().standingStill(), CLOCK);
    private List<Tool> tools = List.of();
    private Redactor redactor = new Redactor(InstallationKey.random());

    /** A call, and the file that its answer is in. */
    record Golden(String file, String tool, Map<String, Object> arguments) {

        Golden {
            // The call stands in the file, in an order that does not depend on the run.
            arguments = new TreeMap<>(arguments);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    @BeforeAll
    void theScene(@TempDir Path folder) throws IOException {
        var scene = Files.readString(FILES.resolve("scene.yaml"));
        sandbox.put(
                YamlManifests.of(scene).stream().map(KubernetesObject::content).toList());
        sandbox.writeLog(
                "shop", "web-7d4b9c6f5d-aaaaa", "nginx", 0, List.of("INFO started", "WARN slow answer", "INFO ok"));
        sandbox.writeLog(
                "shop",
                "web-7d4b9c6f5d-bbbbb",
                "nginx",
                7,
                List.of("INFO started", "ERROR cannot connect to db", "  at connect (db.js:7)"));
        // The placeholders depend on the key.
        Files.writeString(folder.resolve("installation.key"), "the same key in all golden files");
        redactor = new Redactor(InstallationKey.in(folder));
        var kubernetes = TestClusters.of(sandbox.kubeconfig(), CLOCK);
        tools = KubernetesConfiguration.reads(kubernetes, new PodSecrets(kubernetes, redactor, CLOCK), redactor, CLOCK);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    static Stream<Golden> calls() {
        var lists = KINDS.stream().flatMap(kind -> both("k8s_list-" + kind, "k8s_list", in(kind)));
        var gets = KINDS.stream().flatMap(kind -> both("k8s_get-" + kind, "k8s_get", named(kind)));
        var inspects = Stream.of("pods", "deployments", "services", "certificates", "nodes")
                .flatMap(kind -> both("k8s_inspect-" + kind, "k8s_inspect", named(kind)));
        return Stream.of(lists, gets, inspects, others()).flatMap(calls -> calls);
    }

    private static Stream<Golden> others() {
        var logs = Map.<String, Object>of("name", "web", "kind", "deploy", "namespace", "shop");
        return Stream.of(
                        both("k8s_list-counted", "k8s_list", with(in("pods"), Map.of("countBy", "status.phase"))),
                        both(
                                "k8s_list-fields",
                                "k8s_list",
                                with(in("pods"), Map.of("fields", List.of("NAME", "status.podIP")))),
                        both(
                                "k8s_list-fields-of-custom",
                                "k8s_list",
                                with(in("cert"), Map.of("fields", List.of("NAME", "READY", "spec.issuerRef.name")))),
                        both("k8s_list-page", "k8s_list", with(in("pods"), Map.of("limit", 1))),
                        both("k8s_list-none", "k8s_list", with(in("pods"), Map.of("labelSelector", "app=none"))),
                        both("k8s_events", "k8s_events", Map.of("namespace", "shop")),
                        both("k8s_logs", "k8s_logs", logs),
                        both(
                                "k8s_logs-errors",
                                "k8s_logs",
                                with(logs, Map.of("severity", "error", "timestamps", true))),
                        both("k8s_top", "k8s_top", Map.of("namespace", "shop")),
                        both("k8s_explain", "k8s_explain", Map.of("path", "pod.spec.containers.resources")),
                        both("k8s_api_resources", "k8s_api_resources", Map.of("grep", "cert")),
                        Stream.of(new Golden(
                                "k8s_can_i", "k8s_can_i", Map.of("verb", "list", "kind", "pods", "namespace", "shop"))))
                .flatMap(calls -> calls);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void answersWhatTheGoldenFileSays(Golden golden) throws IOException {
        var file = FILES.resolve("output").resolve(golden.file() + ".txt");
        var answer = answer(golden);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, answer);
        }
        assertThat(file)
                .as("run this test with -Dgolden.update=true and look at the difference")
                .content()
                .isEqualTo(answer);
    }

    private String answer(Golden golden) {
        var tool = tools.stream()
                .filter(one -> one.spec().name().equals(golden.tool()))
                .findFirst()
                .orElseThrow();
        var caller = new Caller("ann", Role.OBSERVER, Set.of());
        var result = (ToolResult.Success)
                tool.call(new ToolCall(ToolArguments.of(tool.spec(), golden.arguments()), caller, CallContext.none()));
        var indented = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withArrayIndenter(indented).withObjectIndenter(indented);
        var structured = SORTED.writer().with(printer).writeValueAsString(redactor.object(result.structured()));
        var text = redactor.text(result.text()) + "\n\n" + structured + "\n";
        // What the simulated cluster counts and draws is not what is looked at here.
        return golden.tool() + " " + golden.arguments() + "\n\n"
                + text.replaceAll("(resourceVersion\"? ?: [\"']?)\\d+", "$1(version)")
                        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "(uid)")
                        .replaceAll("(cursor=|continue\" : \")[A-Za-z0-9_-]+", "$1(cursor)");
    }

    private static Stream<Golden> both(String file, String tool, Map<String, Object> arguments) {
        return Stream.of(
                new Golden(file, tool, arguments),
                new Golden(file + "-json", tool, with(arguments, Map.of("output", "json"))));
    }

    private static Map<String, Object> in(String kind) {
        var arguments = new LinkedHashMap<String, Object>();
        arguments.put("kind", kind);
        if (!kind.equals("nodes") && !kind.equals("namespaces")) {
            arguments.put("namespace", "shop");
        }
        return arguments;
    }

    private static Map<String, Object> named(String kind) {
        return with(in(kind), Map.of("name", NAMES.getOrDefault(kind, "")));
    }

    private static Map<String, Object> with(Map<String, Object> arguments, Map<String, Object> more) {
        var all = new LinkedHashMap<>(arguments);
        all.putAll(more);
        return all;
    }
}
