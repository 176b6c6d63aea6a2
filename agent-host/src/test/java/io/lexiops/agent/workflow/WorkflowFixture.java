package io.lexiops.agent.workflow;

import io.lexiops.agent.audit.AuditTrail;
import io.lexiops.agent.audit.AuditTrails;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A workflow on an H2 database in memory, with every part of it real but the stages. */
final class WorkflowFixture {

    final ScriptedStages stages = new ScriptedStages();
    final AuditTrail audit;
    final CaseJournal journal;
    final CaseLog log;
    final CaseDriver driver;
    final StepRunner runner;

    private final Random random = new Random(7);

    WorkflowFixture() {
        var database = new JdbcDataSource();
        database.setURL(
                "jdbc:h2:mem:%d;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1".formatted(System.nanoTime()));
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        var jdbc = JdbcClient.create(database);
        var clock = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
        audit = AuditTrails.on(jdbc);
        var transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        journal = new TransactionalJournal(new JdbcCaseJournal(jdbc, audit, clock), transactions);
        log = new CaseLog(journal);
        var limits = new WorkflowProperties(3, 2, Duration.ofHours(1), Duration.ZERO, 4);
        runner = new StepRunner(log, stages);
        driver = new CaseDriver(log, stages, runner, limits, clock);
    }

    RequestId open(String text, Mode mode, boolean approvedAhead) {
        var id = new RequestId("aaaa-%04d".formatted(random.nextInt(10_000)));
        var request = new Request(
                id,
                text,
                "shop",
                mode,
                "ann",
                approvedAhead,
                Request.Origin.OPERATOR,
                null,
                Instant.parse("2026-11-23T10:00:00Z"));
        return log.open(new CaseEvent.Received(request), "user:ann");
    }

    RequestId open(String text) {
        return open(text, Mode.RUN, false);
    }

    CaseFile drive(RequestId id) {
        driver.drive(id);
        return find(id);
    }

    CaseFile find(RequestId id) {
        return journal.find(id).orElseThrow();
    }

    void say(RequestId id, CaseEvent event) {
        log.append(id, find(id), "user:bob", event);
    }
}
