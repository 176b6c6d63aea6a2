package io.lexiops.agent.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Each record's hash covers the record and the hash before it. The row {@code audit_head} holds number and hash of the
 * last record: writers queue on it, and a cut-off tail no longer fits to it.
 */
@Component
class JdbcAuditTrail implements AuditTrail {

    private static final int PAGE = 500;
    private static final String GENESIS = "0".repeat(64);

    private final JdbcClient jdbc;

    JdbcAuditTrail(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional
    public void record(Entry entry) {
        var head = head(" for update");
        long number = head.number() + 1;
        var hash = hash(number, entry, head.hash());
        jdbc.sql("insert into audit_record(number, at, actor, action, subject, details, previous_hash, hash)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        number,
                        entry.at().toString(),
                        entry.actor(),
                        entry.action(),
                        entry.subject(),
                        entry.details(),
                        head.hash(),
                        hash)
                .update();
        jdbc.sql("update audit_head set number = ?, hash = ? where id = 1")
                .params(number, hash)
                .update();
    }

    @Override
    public List<AuditRecord> read(long afterNumber, int limit, @Nullable String subject) {
        var ofSubject = subject == null ? "" : " and subject = ?";
        var parameters =
                subject == null ? Arrays.asList(afterNumber, limit) : Arrays.asList(afterNumber, subject, limit);
        return jdbc.sql("select * from audit_record where number > ?" + ofSubject + " order by number limit ?")
                .params(parameters)
                .query(JdbcAuditTrail::row)
                .list();
    }

    @Override
    @Transactional(readOnly = true)
    public Verification verify() {
        var previous = GENESIS;
        long number = 0;
        for (var page = read(0, PAGE, null); !page.isEmpty(); page = read(number, PAGE, null)) {
            for (var found : page) {
                if (found.number() != number + 1) {
                    return new Verification.Broken(number + 1, "the record is missing");
                }
                if (!found.previousHash().equals(previous)) {
                    return new Verification.Broken(found.number(), "it does not follow the record before it");
                }
                if (!found.hash().equals(hash(found.number(), found.entry(), previous))) {
                    return new Verification.Broken(found.number(), "its content was changed");
                }
                previous = found.hash();
                number = found.number();
            }
        }
        var head = head("");
        return head.number() == number && head.hash().equals(previous)
                ? new Verification.Intact(number, previous)
                : new Verification.Broken(number + 1, "records were cut off at the end");
    }

    private Head head(String locking) {
        return jdbc.sql("select number, hash from audit_head where id = 1" + locking)
                .query((row, _) -> new Head(row.getLong("number"), row.getString("hash")))
                .single();
    }

    private static AuditRecord row(ResultSet row, int index) throws SQLException {
        var entry = new Entry(
                Instant.parse(row.getString("at")),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("details"));
        return new AuditRecord(row.getLong("number"), entry, row.getString("previous_hash"), row.getString("hash"));
    }

    private static String hash(long number, Entry entry, String previous) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : List.of(
                    Long.toString(number),
                    entry.at().toString(),
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.details(),
                    previous)) {
                var bytes = part.getBytes(StandardCharsets.UTF_8);
                // The length before each part: otherwise text could move from one part to the next unseen.
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private record Head(long number, String hash) {}
}
