package io.lexiops.server.audit;

import io.lexiops.server.redact.InstallationKey;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

import static java.util.Objects.requireNonNull;

/** A trail in a database of its own. */
final class TestTrail implements AutoCloseable {

    // As in production: among them is what makes a commit durable.
    private static final String SETTINGS = settings();

    final InstallationKey key;
    final JdbcClient jdbc;
    final AuditTrail trail;
    private final JdbcConnectionPool pool;

    private TestTrail(String url, InstallationKey key, Clock clock, boolean fresh) {
        this.key = key;
        this.pool = JdbcConnectionPool.create(url, "sa", "");
        if (fresh) {
            new ResourceDatabasePopulator(new ClassPathResource("db/migration/V1__audit.sql")).execute(pool);
        }
        this.jdbc = JdbcClient.create(pool);
        this.trail = reopened(clock);
    }

    static TestTrail inMemory(Clock clock) {
        return new TestTrail("jdbc:h2:mem:" + UUID.randomUUID() + SETTINGS, InstallationKey.random(), clock, true);
    }

    static TestTrail inFile(String file, InstallationKey key, boolean fresh) {
        return new TestTrail("jdbc:h2:file:" + file + SETTINGS, key, Clock.systemUTC(), fresh);
    }

    /** Another trail over the same tables, as after a restart. */
    AuditTrail reopened(Clock clock) {
        return with(key, clock);
    }

    AuditTrail with(InstallationKey otherKey, Clock clock) {
        DataSource source = pool;
        return new JdbcAuditTrail(
                jdbc, new TransactionTemplate(new DataSourceTransactionManager(source)), clock, otherKey);
    }

    void change(String sql) {
        jdbc.sql(sql).update();
    }

    static AuditEntry entry(String caller, String tool, String outcome) {
        return entry(caller, tool, outcome, null, null);
    }

    static AuditEntry entry(
            String caller, String tool, String outcome, @Nullable String caseId, @Nullable String changeId) {
        return new AuditEntry(
                caller,
                "operator",
                caseId,
                tool,
                "sha256:00",
                "{\"a\":1}",
                outcome,
                null,
                changeId,
                Duration.ofMillis(7));
    }

    private static String settings() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yml"));
        var url = requireNonNull(requireNonNull(yaml.getObject()).getProperty("spring.datasource.url"));
        return url.substring(url.indexOf(';'));
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
