package io.lexiops.agent.workflow;

import io.lexiops.agent.AgentHostApplication;
import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.respond.Response;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.StepPreview;
import io.lexiops.agent.route.StepResult;
import io.lexiops.agent.tool.InProcessMcpServer;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The whole host over HTTP, against an MCP server that keeps one Deployment in memory. */
class HostTests {

    private static final String ANN = "token-of-ann-0123456789";
    private static final String BOB = "token-of-bob-0123456789";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private final InProcessMcpServer server = new InProcessMcpServer();
    private final List<McpSchema.CallToolRequest> writes = new CopyOnWriteArrayList<>();
    private volatile String severity = "note";
    private volatile String version = "100";
    private volatile long replicas = 3;
    private ConfigurableApplicationContext host = new GenericApplicationContext();

    @BeforeEach
    void start() {
        server.tool("k8s_get", _ -> InProcessMcpServer.done("web", Map.of("object", Map.of())))
                .tool("k8s_list", _ -> InProcessMcpServer.done("", Map.of("items", List.of())))
                .tool("k8s_can_i", _ -> InProcessMcpServer.done("yes", Map.of("allowed", true)))
                .tool(
                        "k8s_diagnose",
                        _ -> InProcessMcpServer.done(
                                "healthy", Map.of("healthy", true, "progressing", false, "causes", List.of())))
                .tool("k8s_scale", this::scale)
                .tool("change_undo", this::undo)
                .accept("planner-token-0001", "reviewer-token-001", "router-token-00001")
                .start();
    }

    @AfterEach
    void stop() {
        host.close();
        server.close();
    }

    @Test
    void answersARequestThatNoGuardObjectsTo() {
        run();
        var done = settled(submit("scale web to 4"));
        assertThat(done).containsEntry("state", "COMPLETED");
        assertThat(replicas).isEqualTo(4);
        assertThat(writes)
                .singleElement()
                .satisfies(write -> assertThat(write.meta())
                        .containsKeys("io.lexiops/grant", "io.lexiops/idempotency-key", "io.lexiops/case"));
        assertThat(claims(writes.getFirst())).containsEntry("approver", "policy:core/no-guard-objects");
    }

    @Test
    void isHealthyWhileTheServerIsDown() {
        server.stop();
        run();
        assertThat(get("/actuator/health", "")).contains("UP");
    }

    @Test
    void keepsACaseThatWaitsForAPersonOverARestart() {
        severity = "approval";
        run();
        var id = submit("scale web to 4");
        awaitState(id, "AWAITING_APPROVAL");
        host.close();
        assertThat(writes).isEmpty();
        run();
        approve(id, BOB);
        assertThat(settled(id)).containsEntry("state", "COMPLETED");
        assertThat(claims(writes.getFirst())).containsEntry("approver", "user:bob");
    }

    @Test
    void doesNotRunAnApprovedPlanWhoseTargetWasEditedInBetween() {
        severity = "approval";
        run();
        var id = submit("scale web to 4");
        awaitState(id, "AWAITING_APPROVAL");
        version = "101";
        approve(id, BOB);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(history(id)).contains("101"));
        awaitState(id, "AWAITING_APPROVAL");
        assertThat(writes).isEmpty();
        approve(id, BOB);
        assertThat(settled(id)).containsEntry("state", "COMPLETED");
    }

    @Test
    void needsTwoDifferentPeopleWhereTheServerSaysSo() {
        severity = "two_person";
        run();
        var id = submit("scale web to 4");
        awaitState(id, "AWAITING_APPROVAL");
        approve(id, BOB);
        assertThat(approve(id, BOB)).contains("another person");
        assertThat(writes).isEmpty();
        approve(id, ANN);
        assertThat(settled(id)).containsEntry("state", "COMPLETED");
    }

    @Test
    void escalatesWhatAGuardBlocks() {
        severity = "block";
        run();
        var id = submit("scale web to 4");
        assertThat(settled(id)).containsEntry("state", "ESCALATED");
        assertThat(writes).isEmpty();
    }

    @Test
    void bringsBackWhatWasThereBefore() {
        run();
        var id = submit("scale web to 4");
        settled(id);
        post("/api/v1/requests/" + id + "/undo", ANN, Map.of());
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(replicas).isEqualTo(3));
        assertThat(settled(id)).containsEntry("state", "COMPLETED");
    }

    @Test
    void doesNotStartWithoutAKeyAndSaysWhichPropertyIsMissing() {
        assertThatThrownBy(() -> run("--copilot.review.grant-key-file=" + folder.resolve("none")))
                .rootCause()
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> run("--copilot.review.grant-lifetime=2d"))
                .rootCause()
                .hasMessageContaining("copilot.review.grant-lifetime");
        assertThatThrownBy(() -> run("--copilot.server.url=nonsense"))
                .rootCause()
                .hasMessageContaining("copilot.server.url");
    }

    private void run(String... more) {
        ApplicationContextInitializer<GenericApplicationContext> scripted = context -> context.registerBean(
                "scriptedStages", Stages.class, () -> new PlannedByTest(context), primary -> primary.setPrimary(true));
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--copilot.host.data-dir=" + folder.resolve("data"),
                "--copilot.knowledge.embeddings=false",
                "--copilot.review.grant-key-file=" + key(),
                "--copilot.review.patience=0s",
                "--copilot.server.url=" + server.url(),
                "--copilot.server.tokens.planner=planner-token-0001",
                "--copilot.server.tokens.reviewer=reviewer-token-001",
                "--copilot.server.tokens.router=router-token-00001",
                "--copilot.http.tokens[0].name=ann",
                "--copilot.http.tokens[0].right=operator",
                "--copilot.http.tokens[0].token=" + ANN,
                "--copilot.http.tokens[1].name=bob",
                "--copilot.http.tokens[1].right=approver",
                "--copilot.http.tokens[1].token=" + BOB));
        for (var argument : more) {
            arguments.removeIf(before -> before.startsWith(argument.substring(0, argument.indexOf('=') + 1)));
            arguments.add(argument);
        }
        host = new SpringApplicationBuilder(AgentHostApplication.class)
                .initializers(scripted)
                .run(arguments.toArray(String[]::new));
    }

    /** Everything is real but the planner. */
    private record PlannedByTest(GenericApplicationContext context) implements Stages {

        private Stages real() {
            return context.getBean(AgentStages.class);
        }

        @Override
        public Planning plan(PlanningRequest request) {
            return HostTests.plan();
        }

        @Override
        public Review review(Request request, Plan plan) {
            return real().review(request, plan);
        }

        @Override
        public Review reviewStep(Request request, Plan plan, Step step) {
            return real().reviewStep(request, plan, step);
        }

        @Override
        public String grant(Request request, Plan plan, Step step, StepPreview preview, List<String> approvers) {
            return real().grant(request, plan, step, preview, approvers);
        }

        @Override
        public StepResult execute(
                Request request, Plan plan, Step step, @Nullable String grant, String idempotencyKey) {
            return real().execute(request, plan, step, grant, idempotencyKey);
        }

        @Override
        public List<String> causes(Request request, Review review) {
            return real().causes(request, review);
        }

        @Override
        public Verification verify(CaseFile file) {
            return real().verify(file);
        }

        @Override
        public Response respond(CaseFile file) {
            return real().respond(file);
        }

        @Override
        public String learn(CaseFile file) {
            return real().learn(file);
        }
    }

    private static Planning plan() {
        var arguments =
                Map.<String, Object>of("kind", "Deployment", "namespace", "shop", "name", "web", "replicas", 4L);
        var step = new Step(1, "k8s_scale", arguments, true, "asked for", "converged");
        var plan = new Plan("intent", "core/scale-workload", "scale web in shop to 4", List.of(step), "", "");
        return new Planning.Planned(plan, List.of(), 0, false);
    }

    private McpSchema.CallToolResult scale(McpSchema.CallToolRequest request) {
        if (Boolean.TRUE.equals(request.arguments().get("dryRun"))) {
            return preview(replicas, 4);
        }
        writes.add(request);
        return changed("c-" + writes.size(), 4);
    }

    private McpSchema.CallToolResult undo(McpSchema.CallToolRequest request) {
        return Boolean.TRUE.equals(request.arguments().get("dryRun")) ? preview(replicas, 3) : changed("c-undo", 3);
    }

    private McpSchema.CallToolResult preview(long from, long to) {
        var finding = Map.of("rule", "core/replica-change", "severity", severity, "message", "many", "remedy", "fewer");
        var preview = new LinkedHashMap<String, Object>(change(from, to));
        preview.put("argumentsDigest", "sha256:arguments");
        preview.put("risk", "LOW");
        preview.put("noChange", false);
        preview.put("findings", List.of(finding));
        return InProcessMcpServer.done(
                "replicas", Map.of("preview", preview, "packs", Map.of("digest", "sha256:rules")));
    }

    private McpSchema.CallToolResult changed(String id, long to) {
        var change = new LinkedHashMap<String, Object>(change(replicas, to));
        change.put("id", id);
        change.put("outcome", "CONVERGED");
        replicas = to;
        return InProcessMcpServer.done("done", Map.of("change", change));
    }

    private Map<String, Object> change(long from, long to) {
        var target = Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "namespace",
                "shop",
                "name",
                "web",
                "resourceVersion",
                version);
        var diff = List.of(Map.of("path", "spec.replicas", "old", from, "new", to));
        return Map.of(
                "targets", List.of(target),
                "changes", List.of(Map.of("target", target, "operation", "update", "diff", diff)));
    }

    private Path key() {
        try {
            var file = folder.resolve("grants.key");
            if (!Files.exists(file)) {
                var key = KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPrivate();
                Files.writeString(
                        file,
                        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                                .formatted(Base64.getMimeEncoder().encodeToString(key.getEncoded())));
            }
            return file;
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> claims(McpSchema.CallToolRequest write) {
        var grant = String.valueOf(write.meta().get("io.lexiops/grant"));
        return object(new String(Base64.getUrlDecoder().decode(grant.split("\\.")[1]), StandardCharsets.UTF_8));
    }

    private String submit(String text) {
        var opened = object(post("/api/v1/requests", ANN, Map.of("text", text)));
        assertThat(opened).containsKey("id");
        return String.valueOf(opened.get("id"));
    }

    private String approve(String id, String token) {
        var shown = object(get("/api/v1/requests/" + id, ANN));
        var digest = shown.get("plan") instanceof Map<?, ?> plan ? String.valueOf(plan.get("digest")) : "none";
        return post("/api/v1/requests/" + id + "/approval", token, Map.of("decision", "APPROVE", "planDigest", digest));
    }

    private String history(String id) {
        return get("/api/v1/requests/" + id + "/history", ANN);
    }

    private void awaitState(String id, String state) {
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() ->
                        assertThat(object(get("/api/v1/requests/" + id, ANN))).containsEntry("state", state));
    }

    private Map<String, Object> settled(String id) {
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(String.valueOf(
                                object(get("/api/v1/requests/" + id, ANN)).get("state")))
                        .isIn("COMPLETED", "REJECTED", "CANCELLED", "ESCALATED"));
        return object(get("/api/v1/requests/" + id, ANN));
    }

    private String get(String path, String token) {
        return send(to(path, token).GET().build());
    }

    private String post(String path, String token, Map<String, Object> body) {
        return send(to(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    private HttpRequest.Builder to(String path, String token) {
        var port = host.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token);
    }

    private static String send(HttpRequest request) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> object(String json) {
        return JSON.readValue(json, LinkedHashMap.class);
    }
}
