package io.lexiops.server.audit;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Keyed;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the trail in the database. The hashes are keyed with the installation's key, so that who can write to the database
 * but cannot read the key cannot make a chain that verifies. The newest hash stands apart, with a hash of its own: a trail
 * that was cut at its end does not reach it.
 */
public final class JdbcAuditTrail implements AuditTrail {

    private static final String NO_HASH = "0".repeat(64);
    private static final int PAGE = 1000;
    // Always with six digits, so that times compare as text.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String COLUMNS = "seq, at, caller, role, case_id, tool, arguments_digest, arguments, outcome,"
            + " detail, change_id, took_ms, previous_hash, hash";

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final Keyed keyed;
    // One writer at a time: each record needs the hash of the one before.
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    public JdbcAuditTrail(JdbcClient jdbc, TransactionOperations transactions, Clock clock, InstallationKey key) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.keyed = key.forPurpose("audit");
        var head = read(this::head);
        if (head.sequence() == 0 && head.mac().isEmpty() && pageAfter(0).isEmpty()) {
            moveHead(0, NO_HASH);
        }
    }

    /** Many callers at once share a transaction: the first of them writes the records of all who wait. */
    @Override
    public AuditRecord append(AuditEntry entry) {
        var mine = new Waiting(entry);
        waiting.add(mine);
        writing.lock();
        try {
            if (!mine.tried) {
                writeAllThatWait();
            }
            return mine.written();
        } finally {
            writing.unlock();
        }
    }

    private void writeAllThatWait() {
        var batch = new ArrayList<Waiting>();
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.tried = true;
            batch.add(next);
        }
        write(batch);
        if (batch.size() > 1) {
            // One that the database refuses must not cost the others theirs.
            batch.stream().filter(one -> one.record == null).forEach(one -> write(List.of(one)));
        }
    }

    private void write(List<Waiting> batch) {
        try {
            var records = Objects.requireNonNull(read(() -> transactions.execute(_ -> appendAfter(head(), batch))));
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).record = records.get(i);
            }
        } catch (RuntimeException e) {
            // Nothing of the transaction is there: each caller learns that its call is not recorded.
            batch.forEach(one -> one.failure = e);
        }
    }

    /** An entry whose caller waits for its record. Its fields are touched by who holds the lock only. */
    private static final class Waiting {

        private final AuditEntry entry;
        private boolean tried;
        private @Nullable AuditRecord record;
        private @Nullable RuntimeException failure;

        Waiting(AuditEntry entry) {
            this.entry = entry;
        }

        AuditRecord written() {
            if (record == null) {
                throw new AuditUnavailable(
                        "the audit trail does not answer",
                        failure == null ? new IllegalStateException("the writer ended with an error") : failure);
            }
            return record;
        }
    }

    @Override
    public List<AuditRecord> find(AuditQuery query) {
        var where = new ArrayList<String>();
        var values = new ArrayList<Object>();
        restrict(where, values, "caller = ?", query.caller());
        restrict(where, values, "tool = ?", query.tool());
        restrict(where, values, "outcome = ?", query.outcome());
        restrict(where, values, "case_id = ?", query.caseId());
        restrict(where, values, "change_id = ?", query.changeId());
        restrict(where, values, "at >= ?", query.since() == null ? null : TIME.format(query.since()));
        restrict(where, values, "seq < ?", query.before());
        var conditions = where.isEmpty() ? "" : " where " + String.join(" and ", where);
        values.add(query.limit());
        var sql = "select " + COLUMNS + " from audit" + conditions + " order by seq desc limit ?";
        return read(() ->
                jdbc.sql(sql).params(values).query((row, _) -> toRecord(row)).list());
    }

    @Override
    public Set<String> unrecorded(Set<String> changeIds) {
        var unrecorded = new LinkedHashSet<>(changeIds);
        if (!unrecorded.isEmpty()) {
            var marks = String.join(", ", changeIds.stream().map(_ -> "?").toList());
            read(() -> jdbc.sql("select distinct change_id from audit where change_id in (" + marks + ")")
                            .params(List.<Object>copyOf(changeIds))
                            .query(String.class)
                            .list())
                    .forEach(unrecorded::remove);
        }
        return unrecorded;
    }

    @Override
    public Verification verify() {
        // The head first: what others append while the walk goes on lies behind it and is not missed.
        var head = read(this::head);
        if (!head.mac().equals(mac(head.sequence(), head.hash()))) {
            return new Verification.Broken(head.sequence(), "the head of the trail was changed");
        }
        long sequence = 0;
        var hash = NO_HASH;
        while (sequence < head.sequence()) {
            var page = pageAfter(sequence);
            for (var found : page) {
                var broken = broken(sequence, hash, found);
                if (broken != null) {
                    return broken;
                }
                sequence = found.sequence();
                hash = found.hash();
                if (sequence == head.sequence() && !hash.equals(head.hash())) {
                    return new Verification.Broken(sequence, "it is not the record that the head names");
                }
            }
            if (page.isEmpty()) {
                return new Verification.Broken(sequence + 1, "records were removed from the end");
            }
        }
        return new Verification.Intact(sequence);
    }

    private List<AuditRecord> pageAfter(long sequence) {
        return read(() -> jdbc.sql("select " + COLUMNS + " from audit where seq > ? order by seq limit " + PAGE)
                .param(sequence)
                .query((row, _) -> toRecord(row))
                .list());
    }

    private Verification.@Nullable Broken broken(long before, String hashBefore, AuditRecord found) {
        if (found.sequence() != before + 1) {
            return new Verification.Broken(before + 1, "a record is missing");
        }
        if (!found.previousHash().equals(hashBefore)) {
            return new Verification.Broken(found.sequence(), "it does not follow the record before it");
        }
        return found.hash().equals(hash(found.sequence(), found.at(), found.entry(), found.previousHash()))
                ? null
                : new Verification.Broken(found.sequence(), "it was changed");
    }

    private List<AuditRecord> appendAfter(Head head, List<Waiting> batch) {
        var records = new ArrayList<AuditRecord>();
        long sequence = head.sequence();
        var hash = head.hash();
        for (var one : batch) {
            var record = insert(++sequence, hash, one.entry);
            hash = record.hash();
            records.add(record);
        }
        moveHead(sequence, hash);
        return records;
    }

    private AuditRecord insert(long sequence, String previous, AuditEntry entry) {
        // The database keeps microseconds; what is hashed must be what is read back.
        var at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var kept = withWholeMillis(entry);
        var hash = hash(sequence, at, kept, previous);
        jdbc.sql("insert into audit (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(sequence)
                .param(TIME.format(at))
                .param(kept.caller())
                .param(kept.role())
                .param(kept.caseId())
                .param(kept.tool())
                .param(kept.argumentsDigest())
                .param(kept.arguments())
                .param(kept.outcome())
                .param(kept.detail())
                .param(kept.changeId())
                .param(kept.took().toMillis())
                .param(previous)
                .param(hash)
                .update();
        return new AuditRecord(sequence, at, kept, previous, hash);
    }

    private Head head() {
        return jdbc.sql("select seq, hash, mac from audit_head")
                .query((row, _) -> new Head(row.getLong(1), row.getString(2), row.getString(3)))
                .single();
    }

    private void moveHead(long sequence, String hash) {
        jdbc.sql("update audit_head set seq = ?, hash = ?, mac = ?")
                .param(sequence)
                .param(hash)
                .param(mac(sequence, hash))
                .update();
    }

    private String mac(long sequence, String hash) {
        return HexFormat.of().formatHex(keyed.mac("head:" + sequence + ":" + hash));
    }

    private String hash(long sequence, Instant at, AuditEntry entry, String previous) {
        var message = new StringBuilder();
        // Each part with its length, so that nothing can move from one to the next unseen.
        for (var part : new String[] {
            Long.toString(sequence),
            TIME.format(at),
            entry.caller(),
            entry.role(),
            entry.caseId(),
            entry.tool(),
            entry.argumentsDigest(),
            entry.arguments(),
            entry.outcome(),
            entry.detail(),
            entry.changeId(),
            Long.toString(entry.took().toMillis()),
            previous
        }) {
            message.append(part == null ? -1 : part.length()).append(':').append(part == null ? "" : part);
        }
        return HexFormat.of().formatHex(keyed.mac(message.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static AuditEntry withWholeMillis(AuditEntry entry) {
        return new AuditEntry(
                entry.caller(),
                entry.role(),
                entry.caseId(),
                entry.tool(),
                entry.argumentsDigest(),
                entry.arguments(),
                entry.outcome(),
                entry.detail(),
                entry.changeId(),
                Duration.ofMillis(entry.took().toMillis()));
    }

    private static void restrict(List<String> where, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            where.add(condition);
            values.add(value);
        }
    }

    private static AuditRecord toRecord(ResultSet row) throws SQLException {
        var entry = new AuditEntry(
                row.getString("caller"),
                row.getString("role"),
                row.getString("case_id"),
                row.getString("tool"),
                row.getString("arguments_digest"),
                row.getString("arguments"),
                row.getString("outcome"),
                row.getString("detail"),
                row.getString("change_id"),
                Duration.ofMillis(row.getLong("took_ms")));
        return new AuditRecord(
                row.getLong("seq"),
                Instant.parse(row.getString("at")),
                entry,
                row.getString("previous_hash"),
                row.getString("hash"));
    }

    private static <T extends @Nullable Object> T read(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessException e) {
            throw new AuditUnavailable("the audit trail does not answer", e);
        }
    }

    private record Head(long sequence, String hash, String mac) {}
}
