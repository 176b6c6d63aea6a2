package io.lexiops.server.audit;

import io.lexiops.server.redact.InstallationKey;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The trail stands in the server's database. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    AuditTrail auditTrail(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock, InstallationKey key) {
        return new JdbcAuditTrail(jdbc, new TransactionTemplate(transactions), clock, key);
    }
}
