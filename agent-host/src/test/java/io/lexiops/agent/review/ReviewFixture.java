package io.lexiops.agent.review;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.tool.AgentRole;
import io.lexiops.agent.tool.FakeToolbox;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Reviewer over a server in memory that knows the Deployment web in shop and previews what a test says. */
final class ReviewFixture {

    /** A Friday. */
    static final Instant NOW = Instant.parse("2026-11-27T17:30:00Z");

    static final Map<String, Object> WEB = Map.of(
            "apiVersion",
            "apps/v1",
            "kind",
            "Deployment",
            "namespace",
            "shop",
            "name",
            "web",
            "resourceVersion",
            "100");

    final FakeToolbox reviewer = new FakeToolbox(AgentRole.REVIEWER);
    final FakeToolbox router = new FakeToolbox(AgentRole.ROUTER);
    final KeyPair keys;
    final Path keyFile;
    final Map<String, Map<String, Object>> previews = new HashMap<>();

    Set<String> namespaces = Set.of();
    List<FreezeWindow> windows = List.of();
    Mode mode = Mode.RUN;

    ReviewFixture() {
        keys = keyPair();
        keyFile = write(keys);
        for (var tool : List.of("k8s_scale", "k8s_delete", "k8s_patch", "k8s_apply", "k8s_rollout", "k8s_set_image")) {
            reviewer.tool(tool, schema(tool), call -> preview(tool));
            router.tool(tool, call -> FakeToolbox.done(Map.of()));
        }
        for (var tool : List.of("k8s_get", "k8s_list", "k8s_can_i", "change_undo")) {
            router.tool(tool, call -> FakeToolbox.done(Map.of()));
        }
        reviewer.tool("change_undo", call -> preview("change_undo"));
        reviewer.tool("k8s_get", call -> web(call.arguments()));
        reviewer.tool("k8s_list", _ -> FakeToolbox.done(Map.of("items", List.of())));
        reviewer.tool("k8s_can_i", _ -> FakeToolbox.done(Map.of("allowed", true)));
    }

    private static Map<String, Object> schema(String tool) {
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "name", Map.of("type", "string"),
                        "kind", Map.of("type", "string"),
                        "namespace", Map.of("type", "string"),
                        "replicas", Map.of("type", List.of("integer", "string"), "minimum", 0L),
                        "action", Map.of("type", "string", "enum", List.of("restart", "undo")),
                        "manifest", Map.of("type", "object"),
                        "patch", Map.of("type", "object"),
                        "image", Map.of("type", "string"),
                        "dryRun", Map.of("type", "boolean")),
                "required",
                tool.equals("k8s_apply") ? List.of("manifest") : List.of("name"),
                "additionalProperties",
                false);
    }

    private static ToolOutcome web(Map<String, Object> arguments) {
        return "web".equals(arguments.get("name"))
                ? FakeToolbox.done(Map.of(
                        "object", Map.of("spec.replicas", 3L, "spec.template.metadata.labels", Map.of("app", "web"))))
                : new ToolOutcome.Failed(
                        "not_found", "there is no Deployment '" + arguments.get("name") + "'", "near: web", Map.of());
    }

    private ToolOutcome preview(String tool) {
        return FakeToolbox.done(Map.of(
                "preview",
                previews.getOrDefault(tool, changing(WEB, "update", field("spec.replicas", 3L, 4L))),
                "packs",
                Map.of("digest", "sha256:rules")));
    }

    /** What the dry run of a tool will show. */
    ReviewFixture shows(String tool, Map<String, Object> preview) {
        previews.put(tool, preview);
        return this;
    }

    static Map<String, Object> changing(Map<String, Object> target, String operation, Object... fields) {
        return Map.of(
                "argumentsDigest",
                "sha256:arguments",
                "targets",
                List.of(target),
                "changes",
                List.of(Map.of("target", target, "operation", operation, "diff", List.of(fields))),
                "risk",
                "LOW",
                "noChange",
                operation.equals("none"));
    }

    static Map<String, Object> with(Map<String, Object> preview, String key, Object value) {
        var more = new LinkedHashMap<>(preview);
        more.put(key, value);
        return more;
    }

    static Map<String, Object> field(String path, Object old, Object now) {
        return Map.of("path", path, "old", old, "new", now);
    }

    static Map<String, Object> gone(String path, Object old) {
        return Map.of("path", path, "old", old);
    }

    static Map<String, Object> target(String kind, String name) {
        return Map.of("apiVersion", "v1", "kind", kind, "namespace", "shop", "name", name, "resourceVersion", "7");
    }

    static Step step(int number, String tool, Map<String, Object> arguments) {
        return new Step(number, tool, arguments, !tool.startsWith("k8s_get"), "asked for", "converged");
    }

    static Step scale(long replicas) {
        return step(1, "k8s_scale", web("replicas", replicas));
    }

    static Map<String, Object> web(String key, Object value) {
        return Map.of("kind", "Deployment", "name", "web", "namespace", "shop", key, value);
    }

    Review review(Step... steps) {
        return reviewer().review(request(), plan(steps));
    }

    List<Finding> findings(Step... steps) {
        return review(steps).verdict().findings();
    }

    static Plan plan(Step... steps) {
        return new Plan("intent", "core/scale-workload", "scale web", List.of(steps), "sha256:rules", "");
    }

    Request request() {
        return new Request(
                new RequestId("aaaa-0001"),
                "scale web to 4",
                "shop",
                mode,
                "ann",
                false,
                Request.Origin.OPERATOR,
                null,
                NOW);
    }

    Reviewer reviewer() {
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var properties =
                new ReviewProperties(keyFile, Duration.ofMinutes(5), namespaces, 3, 5, 10, 1, windows, Duration.ZERO);
        var grants = new JwsGrants(new GrantKeyFile(keyFile), Duration.ofMinutes(5), clock);
        return new Reviewer(new ArrayList<>(List.of(reviewer, router)), properties, grants, clock, _ -> {});
    }

    static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path write(KeyPair keys) {
        try {
            var file = Files.createTempFile("grant", ".pem");
            Files.writeString(file, pem(keys));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
