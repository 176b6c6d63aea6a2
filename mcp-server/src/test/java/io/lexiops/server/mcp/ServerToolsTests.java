package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

/** status and audit_query. */
class ServerToolsTests extends RunningServer {

    @ParameterizedTest
    @EnumSource(Role.class)
    void statusTellsWhoIsCalling(Role role) {
        var status = structured(as(role).open().call("status", Map.of()));
        assertThat(status)
                .containsEntry("identity", role.name().toLowerCase(Locale.ROOT))
                .containsEntry("role", role.name().toLowerCase(Locale.ROOT))
                .containsEntry("writes", "enabled")
                .containsEntry("server", "devops-copilot");
    }

    @Test
    void statusTellsWhichClusterThisIsAndWhichNamespacesAreOpen() {
        var cluster = WireSession.object(structured(as("fenced").open().call("status", Map.of())), "cluster");
        assertThat(cluster).containsKeys("name", "server", "version").containsEntry("namespaces", List.of("edge"));
    }

    @Test
    void statusTellsWhatIsHiddenAndWhy() {
        var result = as(Role.PLANNER).open().call("status", Map.of());
        assertThat(WireSession.text(result)).contains("argocd", "not configured", "set copilot.argocd.url");
        assertThat(backend(result, "argocd"))
                .containsEntry("state", "not_configured")
                .extracting("hiddenTools", list(String.class))
                .contains("argocd_list", "argocd_sync");
        assertThat(backend(result, "kubernetes")).containsEntry("state", "ready");
        assertThat(backend(result, "test")).containsEntry("hiddenTools", List.of("test_write"));
        assertThat(backend(as(Role.OPERATOR).open().call("status", Map.of()), "test"))
                .containsEntry("hiddenTools", List.of());
    }

    @Test
    void statusHoldsNoSecret() {
        assertThat(as(Role.OPERATOR).open().call("status", Map.of()).toString()).doesNotContain("token-of-", "Bearer");
    }

    @Test
    void everyCallIsInTheTrailAlsoOneThatWasRefused() {
        var session = as(Role.OPERATOR).open();
        session.call("test_echo", Map.of("text", "password=correct-horse-battery"), Map.of("io.lexiops/case", "c-77"));
        as(Role.PLANNER).open().call("test_write", Map.of(), Map.of("io.lexiops/case", "c-77"));
        var result = session.call("audit_query", Map.of("case", "c-77", "output", "json"));
        assertThat(records(result))
                .extracting(
                        record -> record.get("caller"), record -> record.get("tool"), record -> record.get("outcome"))
                .containsExactly(tuple("planner", "test_write", "forbidden"), tuple("operator", "test_echo", "ok"));
        assertThat(result.toString()).doesNotContain("correct-horse");
        assertThat(WireSession.text(session.call("audit_query", Map.of("case", "c-77"))))
                .contains("SEQ", "test_write", "forbidden");
    }

    @Test
    void whoOnlyReadsSeesOnlyTheirOwnCalls() {
        as(Role.OPERATOR).open().call("test_echo", Map.of("text", "x"));
        var planner = as(Role.PLANNER).open();
        planner.call("test_echo", Map.of("text", "x"));
        var result = planner.call("audit_query", Map.of("caller", "operator", "output", "json", "limit", 500));
        assertThat(records(result))
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record).containsEntry("caller", "planner"));
    }

    @Test
    void pagesThroughTheTrail() {
        var session = as("second").open();
        for (int i = 0; i < 5; i++) {
            session.call("test_echo", Map.of("text", "x"), Map.of("io.lexiops/case", "c-paged"));
        }
        var first = session.call("audit_query", Map.of("case", "c-paged", "limit", 2, "output", "json"));
        assertThat(records(first)).hasSize(2);
        var cursor = String.valueOf(structured(first).get("continue"));
        assertThat(WireSession.text(session.call("audit_query", Map.of("case", "c-paged", "limit", 2))))
                .contains("showing 2 of more than 2; continue with cursor=");
        var rest = session.call(
                "audit_query", Map.of("case", "c-paged", "limit", 3, "continue", cursor, "output", "json"));
        assertThat(records(rest)).hasSize(3);
        assertThat(structured(rest)).doesNotContainKey("continue");
    }

    @Test
    void verifiesTheTrailOnDemand() {
        var session = as(Role.OPERATOR).open();
        session.call("test_echo", Map.of("text", "x"));
        assertThat(WireSession.text(session.call("audit_query", Map.of("verify", true, "limit", 1))))
                .startsWith("the trail is intact: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-11-24", "7w", "99999999d", "-1h", "2026-11-24T10:00:00"})
    void refusesATimeThatItCannotRead(String since) {
        var result = as(Role.OPERATOR).open().call("audit_query", Map.of("since", since));
        assertThat(WireSession.code(result)).isEqualTo("invalid_argument");
        assertThat(WireSession.text(result)).contains("'since'", "2h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "5m", "2h", "7d", "999999d", "2026-11-23T10:00:00Z"})
    void readsTimesAsPeopleWriteThem(String since) {
        assertThat(WireSession.failed(as(Role.OPERATOR).open().call("audit_query", Map.of("since", since))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "1; drop table audit", "99999999999999999999"})
    void refusesACursorThatIsNone(String cursor) {
        var result = as(Role.OPERATOR).open().call("audit_query", Map.of("continue", cursor));
        assertThat(WireSession.code(result)).isEqualTo("invalid_argument");
    }

    @Test
    void saysThatNothingMatches() {
        assertThat(WireSession.text(as(Role.OPERATOR).open().call("audit_query", Map.of("caller", "nobody"))))
                .isEqualTo("no records match");
    }

    private static Map<String, Object> structured(Map<String, Object> result) {
        return WireSession.object(result, "structuredContent");
    }

    @SuppressWarnings("unchecked") // backends are objects
    private static Map<String, Object> backend(Map<String, Object> result, String name) {
        return ((List<Map<String, Object>>) structured(result).getOrDefault("backends", List.of()))
                .stream()
                        .filter(backend -> name.equals(backend.get("name")))
                        .findFirst()
                        .orElseThrow();
    }

    @SuppressWarnings("unchecked") // records are objects
    private static List<Map<String, Object>> records(Map<String, Object> result) {
        return (List<Map<String, Object>>) structured(result).getOrDefault("records", List.of());
    }
}
