package io.lexiops.server.change;

import io.lexiops.rules.Severity;
import io.lexiops.server.access.Fence;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.OPERATOR;
import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangeFixture.set;
import static org.assertj.core.api.Assertions.assertThat;

class ChangePipelineTests {

    private final ChangeFixture fixture = new ChangeFixture();
    private final FakeCluster cluster = fixture.cluster;

    @Test
    void everyWriteTakesDryRunAndConfirm() {
        assertThat(fixture.tool("fake_set").spec().parameter("dryRun")).isPresent();
        assertThat(fixture.tool("fake_set").spec().parameter("confirm")).isPresent();
    }

    @Test
    void aDryRunShowsWhatWouldChangeAndChangesNothing() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3", "kept", "x")), "kubectl");
        var version = cluster.target("ConfigMap", "web").resourceVersion();

        var answer = fixture.preview("fake_set", set("web", "4"));

        var preview = Json.part(answer.get("preview"));
        assertThat(Json.parts(preview.get("targets")).getFirst())
                .containsEntry("kind", "ConfigMap")
                .containsEntry("name", "web")
                .containsEntry("namespace", "shop")
                .containsEntry("resourceVersion", version);
        var change = Json.parts(preview.get("changes")).getFirst();
        assertThat(change).containsEntry("operation", "update");
        assertThat(Json.parts(change.get("diff")))
                .anySatisfy(field -> assertThat(field)
                        .containsEntry("path", "data.value")
                        .containsEntry("old", "3")
                        .containsEntry("new", "4"));
        assertThat(preview).containsEntry("risk", "LOW").containsEntry("noChange", false);
        assertThat(String.valueOf(preview.get("argumentsDigest"))).startsWith("sha256:");
        assertThat(Json.part(preview.get("inverse"))).containsEntry("tool", "fake_set");
        assertThat(Json.part(answer.get("packs"))).containsEntry("digest", "sha256:packs-1");
        assertThat(cluster.writes).hasValue(0);
        assertThat(fixture.ledger.list(new ChangeQuery(Set.of(), null, null, null, null, 10)))
                .isEmpty();
    }

    @Test
    void aDryRunAndTheCallHaveOneDigest() {
        var one = Json.part(fixture.preview("fake_set", set("web", "4")).get("preview"));
        var two = WriteCall.of(
                FakeTools.set(cluster),
                io.lexiops.server.tool.ToolArguments.of(FakeTools.set(cluster).spec(), set("web", "4")),
                OPERATOR,
                FakeContext.plain());

        assertThat(one).containsEntry("argumentsDigest", two.digest());
    }

    @Test
    void aWriteThatFindsEverythingSoAlreadyChangesNothing() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "4")), "kubectl");

        var result = fixture.call("fake_set", set("web", "4"), OPERATOR, FakeContext.plain());

        assertThat(outcome(result)).isEqualTo("NO_CHANGE");
        assertThat(cluster.writes).hasValue(0);
    }

    @Test
    void tellsBeforeAndAfterOfEachObject() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");

        var result = fixture.granted("fake_set", Map.of("names", List.of("web", "api"), "value", "4"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ToolResult.Success.class,
                        done -> assertThat(done.text())
                                .contains(
                                        "ConfigMap/web in shop: data.value 3 -> 4",
                                        "ConfigMap/api in shop: created",
                                        "converged"));
        assertThat(outcome(result)).isEqualTo("CONVERGED");
        var change = Json.part(result.structured().get("change"));
        assertThat(change).containsEntry("replayed", false).containsEntry("approver", "policy:test/auto");
        assertThat(Json.part(change.get("convergence"))).containsEntry("done", true);
    }

    @Test
    void aPlaceholderIsNeverWrittenOverASecret() {
        var result = fixture.call(
                "fake_set", set("web", fixture.redactor.placeholder("hunter2hunter2")), OPERATOR, FakeContext.plain());

        assertThat(failure(result).message()).contains("would write a placeholder over a secret");
        assertThat(failure(result).code()).isEqualTo(ErrorCode.REFUSED);
    }

    @Test
    void aNamespaceOrKindThatIsClosedIsRefusedAlsoWhenOnlyTheManifestNamesIt() {
        fixture.restartBehind(new Fence(Set.of("other"), Set.of()));
        var elsewhere = fixture.preview("fake_set", set("web", "4"));
        assertThat(elsewhere).doesNotContainKey("preview");

        fixture.restartBehind(new Fence(Set.of("shop"), Set.of("Secret")));
        var closed = fixture.call(
                "fake_set",
                Map.of("kind", "Secret", "names", List.of("web"), "value", "eA==", "dryRun", true),
                OPERATOR,
                FakeContext.plain());
        assertThat(failure(closed).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void rolesThatOnlyReadOrReviewDoNotWrite() {
        for (var role : List.of(Role.PLANNER, Role.OBSERVER, Role.REVIEWER)) {
            var caller = new Caller("somebody", role, Set.of());
            var result = fixture.call(
                    "fake_set", set("web", "4"), caller, FakeContext.plain().answering(true));
            assertThat(failure(result).code()).isEqualTo(ErrorCode.FORBIDDEN);
        }
        assertThat(cluster.writes).hasValue(0);
    }

    @Test
    void aBlockIsRefusedWhoeverAsks() {
        fixture.packs.object(Severity.BLOCK);
        var claims = fixture.claims("fake_set", set("web", "4"));
        claims.put("approver", "user:alice");
        claims.put("approvers", List.of("user:alice", "user:bob"));

        var router =
                fixture.call("fake_set", set("web", "4"), ROUTER, FakeContext.granted(fixture.grants.sign(claims)));
        var operator = fixture.call(
                "fake_set", set("web", "4"), OPERATOR, FakeContext.plain().answering(true));

        assertThat(failure(router).message()).contains("a guard forbids it", "the guard objects");
        assertThat(failure(operator).code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(cluster.writes).hasValue(0);
    }

    @Test
    void guardsSeeTheCallAndTheObjectButNoSecret() {
        fixture.call(
                "fake_set",
                Map.of(
                        "kind",
                        "Secret",
                        "names",
                        List.of("db"),
                        "content",
                        Map.of("data", Map.of("password", "aHVudGVyMmh1bnRlcjI=")),
                        "dryRun",
                        true),
                REVIEWER,
                FakeContext.plain());

        var asked = fixture.packs.asked.getLast();
        assertThat(asked.call()).containsEntry("tool", "fake_set").containsEntry("effect", "change");
        assertThat(asked.operation()).isEqualTo("create");
        assertThat(asked.target()).containsEntry("kind", "Secret");
        assertThat(asked.caller()).containsEntry("role", "reviewer");
        assertThat(asked.toString()).doesNotContain("aHVudGVyMmh1bnRlcjI", "hunter2");
    }

    static ToolResult.Failure failure(ToolResult result) {
        assertThat(result).isInstanceOf(ToolResult.Failure.class);
        return (ToolResult.Failure) result;
    }
}
