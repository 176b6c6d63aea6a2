package io.lexiops.server.change;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.OPERATOR;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangeFixture.set;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UndoTests {

    private final ChangeFixture fixture = new ChangeFixture();
    private final FakeCluster cluster = fixture.cluster;

    @Test
    void whatWasChangedIsAsBefore() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3", "more", "x")), "kubectl");
        var change = fixture.granted("fake_set", set("web", "4"));

        var preview = Json.part(
                fixture.preview("change_undo", Map.of("id", id(change))).get("preview"));
        var undone = undo(change);

        assertThat(Json.parts(Json.parts(preview.get("changes")).getFirst().get("diff")))
                .anySatisfy(field -> assertThat(field).containsEntry("old", "4").containsEntry("new", "3"));
        assertThat(outcome(undone)).isEqualTo("CONVERGED");
        assertThat(Json.part(undone.structured().get("change"))).containsEntry("undoes", id(change));
        assertThat(cluster.value("ConfigMap", "web", "value")).isEqualTo("3");
        assertThat(cluster.value("ConfigMap", "web", "more")).isEqualTo("x");
        assertThat(entry(change).state()).isEqualTo(ChangeState.UNDONE);
        assertThat(entry(change).undoneBy()).isEqualTo(id(undone));
    }

    @Test
    void whatWasMadeIsGoneAndWhatWasRemovedIsBack() {
        var made = fixture.granted("fake_set", set("web", "4"));
        assertThat(outcome(undo(made))).isEqualTo("CONVERGED");
        assertThat(cluster.get("ConfigMap", "web")).isNull();

        cluster.put("ConfigMap", "api", Map.of("data", Map.of("value", "1")), "kubectl");
        var removed = fixture.granted("fake_remove", Map.of("names", List.of("api")));
        assertThat(cluster.get("ConfigMap", "api")).isNull();
        assertThat(outcome(undo(removed))).isEqualTo("CONVERGED");
        assertThat(cluster.value("ConfigMap", "api", "value")).isEqualTo("1");
    }

    @Test
    void anUndoIsUndoneLikeAnyOtherChange() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        var change = fixture.granted("fake_set", set("web", "4"));
        var undo = undo(change);

        var redo = undo(undo);

        assertThat(cluster.value("ConfigMap", "web", "value")).isEqualTo("4");
        assertThat(entry(undo).state()).isEqualTo(ChangeState.UNDONE);
        assertThat(entry(change).state()).isEqualTo(ChangeState.CONVERGED);
        assertThat(outcome(redo)).isEqualTo("CONVERGED");
        assertThat(outcome(undo(change))).isEqualTo("CONVERGED");
        assertThat(cluster.value("ConfigMap", "web", "value")).isEqualTo("3");
    }

    @Test
    void nothingIsUndoneTwice() {
        var change = fixture.granted("fake_set", set("web", "4"));
        var undo = undo(change);

        var again = failure(call(id(change)));

        assertThat(again.code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(again.message()).contains("was undone already by " + id(undo));
    }

    @Test
    void anUndoThatWasCutOffIsNoLaterChangeAndIsFoundByItsKeyWithoutAnotherGrant() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        var change = fixture.granted("fake_set", set("web", "4"));
        var arguments = Map.<String, Object>of("id", id(change));
        var granted = FakeContext.granted(fixture.grants.sign(fixture.claims("change_undo", arguments)))
                .keyed("undo-1");
        fixture.restart(book -> new DyingLedger(book, new DyingLedger.Moment("written", true)));
        assertThatThrownBy(() -> fixture.call("change_undo", arguments, ROUTER, granted))
                .isInstanceOf(DyingLedger.Killed.class);
        fixture.restart();

        assertThat(failure(call(id(change))).message()).contains("is being undone by change chg-");
        var repeated = fixture.call(
                "change_undo", arguments, ROUTER, FakeContext.plain().keyed("undo-1"));

        assertThat(outcome(repeated)).isEqualTo("CONVERGED");
        assertThat(entry(change).state()).isEqualTo(ChangeState.UNDONE);
        assertThat(failure(call(id(change))).structured()).containsEntry("undoneBy", id(repeated));
    }

    @Test
    void anObjectThatSomebodyHasMovedStaysAndTheyAreNamed() {
        var change = fixture.granted("fake_set", set("web", "4"));
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "7")), "kubectl-edit");

        var refused = failure(call(id(change)));

        assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(refused.message()).contains("ConfigMap/web in shop has moved on", "kubectl-edit has changed it");
        assertThat(cluster.value("ConfigMap", "web", "value")).isEqualTo("7");
    }

    @Test
    void aLaterChangeThroughThisServerIsNamedByItsId() {
        var change = fixture.granted("fake_set", set("web", "4"));
        var later = fixture.granted("fake_set", set("web", "5"));

        assertThat(failure(call(id(change))).message()).contains("change " + id(later) + " (fake_set) of host-router");
        assertThat(outcome(undo(later))).isEqualTo("CONVERGED");
        assertThat(outcome(undo(change))).isEqualTo("CONVERGED");
    }

    @Test
    void anObjectThatSomebodyHasDeletedIsSaidToBeGone() {
        var change = fixture.granted("fake_set", set("web", "4"));
        cluster.remove("ConfigMap", "web");

        assertThat(failure(call(id(change))).message()).contains("somebody has deleted it");
    }

    @Test
    void aNoteOfAControllerIsNoMove() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        var change = fixture.granted("fake_set", set("web", "4"));
        cluster.noteStatus("ConfigMap", "web");

        assertThat(outcome(undo(change))).isEqualTo("CONVERGED");
    }

    @Test
    void whatChangedNothingIsNotUndone() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "4")), "kubectl");
        var nothing = fixture.call("fake_set", set("web", "4"), OPERATOR, FakeContext.plain());

        assertThat(failure(call(id(nothing))).message()).contains("has changed nothing");
        assertThat(failure(call("chg-0000")).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aChangeOutsideOfTheCallersNamespacesIsNotUndone() {
        var change = fixture.granted("fake_set", set("web", "4"));
        var elsewhere = new Caller("bob", Role.OPERATOR, Set.of("other"));

        var refused = fixture.call(
                "change_undo",
                Map.of("id", id(change)),
                elsewhere,
                FakeContext.plain().answering(true));

        assertThat(failure(refused).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void undoNeedsPermissionToo() {
        var change = fixture.granted("fake_set", set("web", "4"));

        assertThat(failure(fixture.call("change_undo", Map.of("id", id(change)), ROUTER, FakeContext.plain()))
                        .code())
                .isEqualTo(ErrorCode.GRANT_INVALID);
        assertThat(failure(fixture.call("change_undo", Map.of("id", id(change)), OPERATOR, FakeContext.plain()))
                        .code())
                .isEqualTo(ErrorCode.CONFIRMATION_REQUIRED);
    }

    @Test
    void theSecretThatWasThereComesBackAndIsNowhereInPlainText() {
        var before = Map.<String, Object>of("data", Map.of("password", "b2xkLXBhc3N3b3JkLTE3"));
        var after = Map.<String, Object>of("data", Map.of("password", "bmV3LXBhc3N3b3JkLTE4"));
        cluster.put("Secret", "db", before, "kubectl");
        var arguments = Map.<String, Object>of("kind", "Secret", "names", List.of("db"), "content", after);
        var claims = fixture.claims("fake_set", arguments);
        claims.put("approver", "user:alice");
        var change = fixture.call("fake_set", arguments, ROUTER, FakeContext.granted(fixture.grants.sign(claims)));
        assertThat(outcome(change)).isEqualTo("CONVERGED");

        var text = everythingInTheDatabase() + change + fixture.preview("fake_set", arguments);
        assertThat(text)
                .doesNotContain("b2xkLXBhc3N3b3JkLTE3", "bmV3LXBhc3N3b3JkLTE4", "old-password-17", "new-password-18");
        assertThat(text).contains("<redacted:sha:");

        var undo = fixture.claims("change_undo", Map.of("id", id(change)));
        undo.put("approver", "user:alice");
        var undone = fixture.call(
                "change_undo", Map.of("id", id(change)), ROUTER, FakeContext.granted(fixture.grants.sign(undo)));
        assertThat(outcome(undone)).isEqualTo("CONVERGED");
        assertThat(cluster.value("Secret", "db", "password")).isEqualTo("b2xkLXBhc3N3b3JkLTE3");
        assertThat(everythingInTheDatabase() + undone)
                .doesNotContain("b2xkLXBhc3N3b3JkLTE3", "bmV3LXBhc3N3b3JkLTE4", "old-password-17", "new-password-18");
    }

    @Test
    void theListShowsNewestFirstAndFilters() {
        var first = fixture.granted("fake_set", set("web", "4"));
        var second = fixture.granted("fake_set", set("api", "4"));
        undo(first);

        var all = list(Map.of("output", "json"));
        assertThat(all).extracting(change -> change.get("id")).contains(id(first), id(second));
        assertThat(all.getFirst()).containsEntry("tool", "change_undo");
        assertThat(list(Map.of("output", "json", "state", "undone")))
                .extracting(change -> change.get("id"))
                .containsExactly(id(first));
        assertThat(list(Map.of("output", "json", "namespace", "other"))).isEmpty();
        assertThat(list(Map.of("output", "json", "caller", "nobody"))).isEmpty();
        assertThat(list(Map.of("output", "json", "case", "case-1"))).hasSize(3);

        var page = fixture.call("changes_list", Map.of("limit", 2L), OPERATOR, FakeContext.plain());
        assertThat(page)
                .isInstanceOfSatisfying(
                        ToolResult.Success.class,
                        shown -> assertThat(shown.text()).contains("ALLOWED BY", "policy:test/auto", id(second)));
        var rest = list(Map.of(
                "output", "json", "continue", String.valueOf(page.structured().get("continue"))));
        assertThat(rest).extracting(change -> change.get("id")).containsExactly(id(first));
    }

    private List<Map<String, Object>> list(Map<String, Object> arguments) {
        return Json.parts(fixture.call("changes_list", arguments, OPERATOR, FakeContext.plain())
                .structured()
                .get("changes"));
    }

    private ToolResult undo(ToolResult change) {
        return fixture.granted("change_undo", Map.of("id", id(change)));
    }

    private ToolResult call(String change) {
        return fixture.call(
                "change_undo",
                Map.of("id", change),
                OPERATOR,
                FakeContext.plain().answering(true));
    }

    private LedgerEntry entry(ToolResult change) {
        return fixture.ledger.find(id(change)).orElseThrow();
    }

    private String everythingInTheDatabase() {
        return List.of("changes", "change_objects", "change_permits").stream()
                .map(table -> fixture.jdbc
                        .sql("select * from " + table)
                        .query()
                        .listOfRows()
                        .toString())
                .toList()
                .toString();
    }
}
