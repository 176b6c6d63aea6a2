package io.lexiops.agent.supervise;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The register in the table {@code proposal}. */
final class JdbcProposalRegister implements ProposalRegister {

    private static final String SEPARATOR = ",";

    private final JdbcClient jdbc;

    JdbcProposalRegister(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Proposal> all() {
        return jdbc.sql("select * from proposal order by opened_at desc, id desc")
                .query((row, number) -> proposal(row))
                .list();
    }

    @Override
    public Optional<Proposal> find(String id) {
        return jdbc.sql("select * from proposal where id = :id")
                .param("id", id)
                .query((row, number) -> proposal(row))
                .optional();
    }

    @Override
    public String nextId(SignalRule.Kind kind) {
        var prefix = kind.word() + "-";
        var last = jdbc
                .sql("select id from proposal where id like :prefix")
                .param("prefix", prefix + "%")
                .query(String.class)
                .list()
                .stream()
                .mapToInt(id -> Integer.parseInt(id.substring(prefix.length())))
                .max()
                .orElse(0);
        return prefix + (last + 1);
    }

    @Override
    public void add(Proposal proposal) {
        jdbc.sql("""
                        insert into proposal (id, repository, branch, commit_id, signal, subject, title, cases, opened_at)
                        values (:id, :repository, :branch, :commit, :signal, :subject, :title, :cases, :at)""")
                .param("id", proposal.id())
                .param("repository", proposal.repository().name())
                .param("branch", proposal.branch())
                .param("commit", proposal.commit())
                .param("signal", proposal.signal())
                .param("subject", proposal.subject())
                .param("title", proposal.title())
                .param("cases", String.join(SEPARATOR, proposal.cases()))
                .param("at", utc(proposal.openedAt()))
                .update();
    }

    @Override
    public boolean decide(String id, Proposal.Decision decision) {
        return jdbc.sql("""
                        update proposal set merged = :merged, decided_by = :by, reason = :reason, decided_at = :at
                        where id = :id and decided_at is null""")
                        .param("merged", decision.merged())
                        .param("by", decision.by())
                        .param("reason", decision.reason())
                        .param("at", utc(decision.at()))
                        .param("id", id)
                        .update()
                == 1;
    }

    private static Proposal proposal(ResultSet row) throws SQLException {
        var decidedAt = row.getObject("decided_at", OffsetDateTime.class);
        return new Proposal(
                row.getString("id"),
                Proposal.Repository.valueOf(row.getString("repository")),
                row.getString("branch"),
                row.getString("commit_id"),
                row.getString("signal"),
                row.getString("subject"),
                row.getString("title"),
                List.of(row.getString("cases").split(SEPARATOR)),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                decidedAt == null
                        ? null
                        : new Proposal.Decision(
                                row.getBoolean("merged"),
                                row.getString("decided_by"),
                                row.getString("reason"),
                                decidedAt.toInstant()));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
