package io.lexiops.agent.audit;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Opens the audit trail for tests of other packages. */
public final class AuditTrails {

    private AuditTrails() {}

    public static AuditTrail on(JdbcClient jdbc) {
        return new JdbcAuditTrail(jdbc);
    }
}
