package io.lexiops.server.audit;

import io.lexiops.server.redact.InstallationKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.lexiops.server.audit.TestTrail.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuditTrailTests {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private final TestTrail database = TestTrail.inMemory(CLOCK);
    private final AuditTrail trail = database.trail;

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anEmptyTrailIsIntact() {
        assertThat(trail.verify()).isEqualTo(new Verification.Intact(0));
    }

    @Test
    void givesBackWhatItWasGiven() {
        var written = trail.append(entry("ann", "k8s_scale", "ok", "c-1", "ch-1"));
        assertThat(written.sequence()).isEqualTo(1);
        assertThat(written.at()).isEqualTo(NOON);
        assertThat(written.previousHash()).isEqualTo("0".repeat(64));
        assertThat(trail.find(AuditQuery.newest(10))).containsExactly(written);
    }

    @Test
    void chainsEachRecordToTheOneBefore() {
        var first = trail.append(entry("ann", "status", "ok"));
        var second = trail.append(entry("ann", "status", "ok"));
        assertThat(second.previousHash()).isEqualTo(first.hash());
        assertThat(second.hash()).isNotEqualTo(first.hash());
        assertThat(trail.verify()).isEqualTo(new Verification.Intact(2));
    }

    @Test
    void goesOnAfterARestart() {
        trail.append(entry("ann", "status", "ok"));
        var reopened = database.reopened(CLOCK);
        assertThat(reopened.append(entry("bob", "status", "ok")).sequence()).isEqualTo(2);
        assertThat(reopened.verify()).isEqualTo(new Verification.Intact(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "caller = 'eve'",
                "role = 'planner'",
                "case_id = 'c-2'",
                "case_id = null",
                "tool = 'status'",
                "arguments_digest = 'sha256:01'",
                "arguments = '{}'",
                "outcome = 'forbidden'",
                "detail = 'all is well'",
                "change_id = 'ch-2'",
                "took_ms = 8",
                "at = '2026-11-24T12:00:00.123457Z'",
                "caller = 'an', role = 'noperator'",
            })
    void findsARecordThatWasChanged(String change) {
        fiveRecords();
        database.change("update audit set " + change + " where seq = 3");
        assertThat(trail.verify()).isEqualTo(new Verification.Broken(3, "it was changed"));
    }

    @Test
    void findsARecordThatWasRemoved() {
        fiveRecords();
        database.change("delete from audit where seq = 3");
        assertThat(trail.verify()).isEqualTo(new Verification.Broken(3, "a record is missing"));
    }

    @Test
    void findsThatTheFirstRecordWasRemoved() {
        fiveRecords();
        database.change("delete from audit where seq = 1");
        assertThat(trail.verify()).isEqualTo(new Verification.Broken(1, "a record is missing"));
    }

    @Test
    void findsThatTheEndWasCutOff() {
        fiveRecords();
        database.change("delete from audit where seq > 3");
        assertThat(trail.verify()).isEqualTo(new Verification.Broken(4, "records were removed from the end"));
    }

    @Test
    void findsThatTheEndWasCutOffTogetherWithTheHead() {
        fiveRecords();
        database.change("delete from audit where seq > 3");
        database.change("update audit_head set seq = 3, hash = (select hash from audit where seq = 3)");
        assertThat(trail.verify()).isEqualTo(new Verification.Broken(3, "the head of the trail was changed"));
    }

    @Test
    void findsThatTheWholeTrailWasRemoved() {
        fiveRecords();
        database.change("delete from audit");
        database.change("update audit_head set seq = 0, hash = '" + "0".repeat(64) + "', mac = ''");
        assertThat(trail.verify()).isInstanceOf(Verification.Broken.class);
    }

    @Test
    void findsRecordsThatWereSwapped() {
        fiveRecords();
        database.change("update audit set seq = 99 where seq = 2");
        database.change("update audit set seq = 2 where seq = 3");
        database.change("update audit set seq = 3 where seq = 99");
        assertThat(trail.verify()).isEqualTo(new Verification.Broken(2, "it does not follow the record before it"));
    }

    @Test
    void findsAChainThatWasWrittenWithoutTheKey() {
        fiveRecords();
        database.change("delete from audit");
        database.change("update audit_head set seq = 0, hash = '" + "0".repeat(64) + "', mac = ''");
        var forged = database.with(InstallationKey.random(), CLOCK);
        forged.append(entry("eve", "k8s_delete", "ok"));
        assertThat(forged.verify()).isEqualTo(new Verification.Intact(1));
        assertThat(trail.verify()).isInstanceOf(Verification.Broken.class);
    }

    @Test
    void keepsOneOrderWhenManyAppendAtTheSameTime() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var appended = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> trail.append(entry("caller-" + i % 8, "status", "ok"))
                            .sequence()))
                    .toList();
            var sequences = new ArrayList<Long>();
            for (var one : appended) {
                sequences.add(one.get());
            }
            assertThat(sequences)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, 200).boxed().toList());
        }
        assertThat(trail.verify()).isEqualTo(new Verification.Intact(200));
    }

    @Test
    void verifiesMoreThanOnePageOfRecords() {
        for (int i = 0; i < 1001; i++) {
            trail.append(entry("ann", "status", "ok"));
        }
        assertThat(trail.verify()).isEqualTo(new Verification.Intact(1001));
    }

    @Test
    void writesNothingWhenItCannotWriteAll() {
        trail.append(entry("ann", "status", "ok"));
        database.change("alter table audit_head rename to audit_head_gone");
        assertThatThrownBy(() -> trail.append(entry("ann", "status", "ok"))).isInstanceOf(AuditUnavailable.class);
        database.change("alter table audit_head_gone rename to audit_head");
        database.change("alter table audit_head add constraint full_disk check (seq < 2)");
        assertThatThrownBy(() -> trail.append(entry("ann", "status", "ok"))).isInstanceOf(AuditUnavailable.class);
        assertThat(trail.find(AuditQuery.newest(10))).hasSize(1);
        database.change("alter table audit_head drop constraint full_disk");
        trail.append(entry("ann", "status", "ok"));
        assertThat(trail.verify()).isEqualTo(new Verification.Intact(2));
    }

    @Test
    void findsByWhoWhatAndHow() {
        trail.append(entry("ann", "k8s_scale", "ok", "c-1", "ch-1"));
        trail.append(entry("bob", "k8s_scale", "forbidden", "c-1", null));
        trail.append(entry("bob", "status", "ok", "c-2", null));
        assertThat(sequences(query("bob", null, null, null, null))).containsExactly(3L, 2L);
        assertThat(sequences(query(null, "k8s_scale", null, null, null))).containsExactly(2L, 1L);
        assertThat(sequences(query(null, null, "forbidden", null, null))).containsExactly(2L);
        assertThat(sequences(query(null, null, null, "c-1", null))).containsExactly(2L, 1L);
        assertThat(sequences(query(null, null, null, null, "ch-1"))).containsExactly(1L);
        assertThat(sequences(query("bob' or '1'='1", null, null, null, null))).isEmpty();
    }

    @Test
    void findsWhatCameSinceATime() {
        trail.append(entry("ann", "status", "ok"));
        var later = database.reopened(Clock.fixed(NOON.plusSeconds(10), ZoneOffset.UTC));
        later.append(entry("ann", "status", "ok"));
        assertThat(since(NOON)).containsExactly(2L, 1L);
        assertThat(since(NOON.plusNanos(1000))).containsExactly(2L);
        assertThat(since(NOON.plusSeconds(10))).containsExactly(2L);
        assertThat(since(NOON.plusSeconds(11))).isEmpty();
    }

    @Test
    void pagesBackwardsFromTheNewest() {
        fiveRecords();
        assertThat(sequences(AuditQuery.newest(2))).containsExactly(5L, 4L);
        assertThat(sequences(new AuditQuery(null, null, null, null, null, null, 4L, 2)))
                .containsExactly(3L, 2L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void refusesAPageThatIsEmptyOrTooLarge(int limit) {
        assertThatThrownBy(() -> AuditQuery.newest(limit)).hasMessageContaining("1 to 1000");
    }

    private void fiveRecords() {
        for (int i = 0; i < 5; i++) {
            trail.append(entry("ann", "k8s_scale", "ok", "c-1", "ch-1"));
        }
    }

    private List<Long> since(Instant time) {
        return sequences(new AuditQuery(null, null, null, null, null, time, null, 10));
    }

    private List<Long> sequences(AuditQuery query) {
        return trail.find(query).stream().map(AuditRecord::sequence).toList();
    }

    private static AuditQuery query(
            @Nullable String caller,
            @Nullable String tool,
            @Nullable String outcome,
            @Nullable String caseId,
            @Nullable String changeId) {
        return new AuditQuery(caller, tool, outcome, caseId, changeId, null, null, 10);
    }
}
