package io.lexiops.agent.audit;

import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

class JdbcAuditTrailTests {

    private JdbcClient jdbc;
    private AuditTrail trail;

    @BeforeEach
    void threeRecords() {
        var database = new JdbcDataSource();
        database.setURL(
                "jdbc:h2:mem:%d;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1".formatted(System.nanoTime()));
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        jdbc = JdbcClient.create(database);
        trail = new JdbcAuditTrail(jdbc);
        for (var action : new String[] {"case.received", "case.approved", "case.settled"}) {
            trail.record(
                    new AuditTrail.Entry(Instant.parse("2026-11-23T10:00:00Z"), "user:ann", action, "k7f3-9q2m", "{}"));
        }
    }

    @Test
    void findsNothingWrongWithAnUntouchedTrail() {
        assertThat(trail.verify()).isInstanceOf(AuditTrail.Verification.Intact.class);
    }

    @Test
    void findsAChangedRecord() {
        jdbc.sql("update audit_record set actor = 'user:eve' where number = 2").update();
        assertThat(trail.verify()).isEqualTo(new AuditTrail.Verification.Broken(2, "its content was changed"));
    }

    @Test
    void findsARemovedRecord() {
        jdbc.sql("delete from audit_record where number = 2").update();
        assertThat(trail.verify()).isEqualTo(new AuditTrail.Verification.Broken(2, "the record is missing"));
    }

    @Test
    void findsACutOffEnd() {
        jdbc.sql("delete from audit_record where number = 3").update();
        assertThat(trail.verify()).isEqualTo(new AuditTrail.Verification.Broken(3, "records were cut off at the end"));
    }

    @Test
    void findsSwappedRecords() {
        jdbc.sql("update audit_record set number = 9 where number = 1").update();
        jdbc.sql("update audit_record set number = 1 where number = 2").update();
        jdbc.sql("update audit_record set number = 2 where number = 9").update();
        assertThat(trail.verify()).isInstanceOf(AuditTrail.Verification.Broken.class);
    }
}
