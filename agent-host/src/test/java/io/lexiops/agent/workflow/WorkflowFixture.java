package io.lexiops.agent.workflow;

import io.lexiops.agent.audit.AuditTrail;
import io.lexiops.agent.audit.AuditTrails;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A workflow on an H2 database in memory, with every part of it real but the stages. */
final class WorkflowFixture {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);

    final ScriptedStages stages = new ScriptedStages();
    final AuditTrail audit;
    final CaseJournal journal;
    final CaseLog log;
    final CaseDriver driver;
    final StepRunner runner;

    private final Random random = new Random(7);

    WorkflowFixture() {
        var database = migrated(
                "jdbc:h2:mem:%d;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1".formatted(System.nanoTime()));
        audit = AuditTrails.on(JdbcClient.create(database));
        journal = journal(database, audit);
        log = new CaseLog(journal);
        var limits = new WorkflowProperties(3, 2, Duration.ofHours(1), Duration.ZERO, 4);
        runner = new StepRunner(log, stages);
        driver = new CaseDriver(log, stages, runner, limits, CLOCK);
    }

    /** A journal in a file, as the program has it; space in the file is used again at once, not after 45 s. */
    static CaseJournal journalIn(Path folder) {
        var database = migrated(url(folder));
        return journal(database, AuditTrails.on(JdbcClient.create(database)));
    }

    /** Ends what {@link #journalIn} opened. */
    static void close(Path folder) throws SQLException {
        try (var connection = database(url(folder)).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("shutdown");
        }
    }

    private static String url(Path folder) {
        return "jdbc:h2:file:" + folder + "/host;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE"
                + ";WRITE_DELAY=0;RETENTION_TIME=0;DB_CLOSE_DELAY=-1";
    }

    private static CaseJournal journal(DataSource database, AuditTrail audit) {
        return new TransactionalJournal(
                new JdbcCaseJournal(JdbcClient.create(database), audit, CLOCK),
                new TransactionTemplate(new JdbcTransactionManager(database)));
    }

    private static DataSource migrated(String url) {
        var database = database(url);
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return database;
    }

    private static DataSource database(String url) {
        var database = new JdbcDataSource();
        database.setURL(url);
        return database;
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
