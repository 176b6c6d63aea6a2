package io.lexiops.server.change;

import io.lexiops.server.audit.AuditQuery;
import io.lexiops.server.audit.AuditRecord;
import io.lexiops.server.audit.Verification;
import io.lexiops.server.change.DyingLedger.Killed;
import io.lexiops.server.change.DyingLedger.Moment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the audit trail knows of a call that was cut off. */
class LostRecordsTests {

    private static final Map<String, Object> CALL = set("web", "4");

    private final ChangeFixture fixture = new ChangeFixture();

    @BeforeEach
    void thereIsAnObject() {
        fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
    }

    // Until it is recorded it may be killed again, also right after the settlement has closed the change.
    @ParameterizedTest
    @CsvSource({"plan,cancelled", "started,cancelled", "written,ok", "ended,ok"})
    void aCallThatWasCutOffIsRecordedOnceWhenTheServerIsThereAgain(String step, String outcome) {
        fixture.restart(book -> new DyingLedger(book, new Moment(step, true)));
        var granted = FakeContext.granted(fixture.grants.sign(fixture.claims("fake_set", CALL)));
        assertThatThrownBy(() -> fixture.call("fake_set", CALL, ROUTER, granted))
                .isInstanceOf(Killed.class);
        var change = fixture.ledger
                .list(new ChangeQuery(Set.of(), null, null, null, null, 1))
                .getFirst()
                .id();
        assertThat(records(change)).isEmpty();

        for (var again : List.of("ended", "neverMade")) {
            fixture.restart(book -> new DyingLedger(book, new Moment(again, true)));
            fixture.recordWhatWasLost();
            try {
                fixture.settleAll();
            } catch (Killed _) {
                // It comes up once more.
            }
        }
        fixture.restart();
        fixture.recordWhatWasLost();
        fixture.settleAll();

        assertThat(records(change)).singleElement().satisfies(record -> {
            assertThat(record.entry().caller()).isEqualTo(ROUTER.name());
            assertThat(record.entry().outcome()).isEqualTo(outcome);
            assertThat(record.entry().recovered()).isTrue();
        });
        assertThat(fixture.trail.verify()).isEqualTo(new Verification.Intact(1));
    }

    private List<AuditRecord> records(String change) {
        return fixture.trail.find(new AuditQuery(null, null, null, null, change, null, null, 10));
    }
}
