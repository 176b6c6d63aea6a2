package io.lexiops.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CopilotTests {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Copilot.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "audit",
                "knowledge",
                "rules",
                "--nonsense",
                "nonsense",
                "show",
                "approve",
                "ask --output yaml x",
                "list --limit many",
                "rules test --nonsense",
                "knowledge search",
                "audit nonsense"
            })
    void wrongUsageIsAnErrorAndShowsTheUsage(String words) {
        assertThat(run(words.isEmpty() ? new String[0] : words.split(" ", -1))).isEqualTo(1);
        assertThat(err.toString()).containsAnyOf("Usage: copilot", "Did you mean: copilot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "reject", "cancel", "undo", "show", "watch", "answer"})
    void whatIsNoCaseIdIsSaidBeforeAnybodyIsAsked(String command) {
        assertThat(run(command, "../../x", "yes")).isEqualTo(1);
        assertThat(err.toString()).contains("'../../x' is no case id: one looks like k7f3-9q2m");
    }

    @Test
    void aCaseIdMayBeWrittenInLargeLetters() {
        assertThat(CaseId.read(" K7F3-9Q2M").path()).isEqualTo("/api/v1/requests/k7f3-9q2m");
    }

    @Test
    void withoutADirectoryTheBuiltInRulesAreTested() {
        assertThat(run("rules", "test")).isZero();
        assertThat(out.toString()).contains("core/replica-change", " 0 failed");
        assertThat(run("rules", "check")).isZero();
        assertThat(out.toString()).contains("valid: ");
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, 0",
        "PLANNING, 0",
        "REVIEWING, 0",
        "EXECUTING, 0",
        "VERIFYING, 0",
        "UNDOING, 0",
        "RESPONDING, 0",
        "REJECTED, 1",
        "CANCELLED, 1",
        "NEEDS_INPUT, 2",
        "AWAITING_APPROVAL, 2",
        "ESCALATED, 3"
    })
    void onlyACaseThatWaitsForAPersonSaysSoToTheShell(String state, int exit) {
        assertThat(CaseText.exitCode(Map.of("state", state)).number()).isEqualTo(exit);
    }

    @Test
    void aCaseAtWorkSaysWhereItIsAndNotWhatItAnsweredBefore() {
        var found = Map.<String, Object>of(
                "id", "k7f3-9q2m", "state", "UNDOING", "answer", Map.of("text", "Done: scale web\n"));

        assertThat(CaseText.of(found)).startsWith("Case k7f3-9q2m is UNDOING").doesNotContain("Done: scale web");
    }

    @Test
    void aPlanWhoseApprovalIsVoidMayBeWordedFromAnEarlierState() {
        var approval = new LinkedHashMap<String, Object>(Map.of("people", 1, "until", "noon"));
        approval.put("voided", List.of("web was changed"));
        var found = Map.<String, Object>of(
                "id",
                "k7f3-9q2m",
                "state",
                "AWAITING_APPROVAL",
                "approval",
                approval,
                "plan",
                Map.of("readback", "scale web from 5 to 0"));

        assertThat(CaseText.of(found)).containsSubsequence("from 5 to 0", "from an earlier state");
        approval.put("voided", List.of());
        assertThat(CaseText.of(found)).doesNotContain("earlier state");
    }

    @Test
    void whenTheHostGoesAwayTheCaseIsStillNamed() {
        var nobody = new HostClient(9, "token");
        var first = Map.<String, Object>of("id", "k7f3-9q2m", "state", "EXECUTING", "events", 3);

        assertThatThrownBy(() -> new Following(nobody, null).untilRest(first))
                .isInstanceOf(CliFailed.class)
                .hasMessageContaining("k7f3-9q2m goes on when it is up again")
                .hasMessageContaining("copilot show k7f3-9q2m");
    }
}
