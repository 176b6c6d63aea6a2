package io.lexiops.agent.workflow;

import io.lexiops.agent.request.Mode;
import io.lexiops.agent.supervise.ClosedCase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JournalCasesTests {

    private static final Instant LONG_AGO = Instant.EPOCH;

    private final WorkflowFixture fixture = new WorkflowFixture();
    private final JournalCases cases = new JournalCases(fixture.journal);

    @Test
    void tellsOfACaseThatIsSettledAndOfOneThatWasNotUnderstood() {
        fixture.drive(fixture.open("scale web to 4", Mode.RUN, true));
        fixture.drive(fixture.open("nonsense password=hunter2hunter2"));

        assertThat(cases.closedSince(LONG_AGO))
                .satisfiesExactlyInAnyOrder(
                        settled -> {
                            assertThat(settled.understood()).isTrue();
                            assertThat(settled.outcome()).isEqualTo(ClosedCase.Outcome.COMPLETED);
                        },
                        unknown -> {
                            assertThat(unknown.understood()).isFalse();
                            assertThat(unknown.outcome()).isEqualTo(ClosedCase.Outcome.WAITING);
                            assertThat(unknown.text()).startsWith("nonsense").doesNotContain("hunter2");
                        });
    }

    @Test
    void tellsNothingOfACaseThatMovesAndTellsItAnewWhenItHasMoved() {
        var id = fixture.open("scale web to 4", Mode.RUN, false);
        assertThat(cases.closedSince(LONG_AGO)).isEmpty();

        fixture.drive(id);
        if (!fixture.find(id).state().settled()) {
            fixture.say(id, new CaseEvent.Cancelled("bob", "no"));
            fixture.drive(id);
        }

        assertThat(cases.closedSince(LONG_AGO)).hasSize(1);
        assertThat(cases.closedSince(Instant.parse("2030-01-01T00:00:00Z"))).isEmpty();
    }
}
