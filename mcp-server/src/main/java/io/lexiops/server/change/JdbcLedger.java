package io.lexiops.server.change;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Sealing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the ledger in the database. All work runs on threads of its own: the thread of a call is interrupted when its caller
 * goes away, and an interrupt in the middle of a write closes the database file.
 */
final class JdbcLedger implements Ledger, AutoCloseable {

    // Always with six digits, so that times compare as text.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String COLUMNS =
            "seq, id, caller, role, case_id, idempotency_key, context, tool, arguments_digest,"
                    + " arguments, targets, changes, risk, findings, decided_by, approver, inverse, undoes, undone_by, state,"
                    + " outcome_detail, planned_at, started_at, written_at";

    private static final int MOST_STATES = 10_000;

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final Sealing sealing;
    // One at a time, so that of two calls with one permit the second finds it used.
    private final ReentrantLock planning = new ReentrantLock();
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("ledger-", 0).daemon().factory());

    JdbcLedger(JdbcClient jdbc, TransactionOperations transactions, Clock clock, InstallationKey key) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.sealing = new Sealing(key, "ledger");
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    @Override
    public Planned plan(NewChange change) {
        planning.lock();
        try {
            return inOneGo(() -> entered(change));
        } finally {
            planning.unlock();
        }
    }

    @Override
    public void started(String id) {
        inOneGo(() -> jdbc.sql("update changes set state = 'STARTED', started_at = ? where id = ?")
                .params(now(), id)
                .update());
    }

    @Override
    public void written(String id, Map<TargetRef, String> leftAs) {
        inOneGo(() -> {
            leftAs.forEach((target, digest) -> jdbc.sql("update change_objects set left_as = ? where change_seq ="
                            + " (select seq from changes where id = ?) and api_version = ? and kind = ?"
                            + " and namespace = ? and name = ?")
                    .params(digest, id, target.apiVersion(), target.kind(), orEmpty(target.namespace()), target.name())
                    .update());
            return jdbc.sql("update changes set written_at = ? where id = ?")
                    .params(now(), id)
                    .update();
        });
    }

    @Override
    public void ended(String id, Outcome outcome) {
        inOneGo(() -> {
            close(id, outcome);
            var entry = byId(id).orElseThrow();
            if (entry.undoes() != null && outcome.state().inEffect()) {
                markUndone(entry.undoes(), id);
            }
            return id;
        });
    }

    @Override
    public void neverMade(String id, Outcome outcome) {
        inOneGo(() -> {
            close(id, outcome);
            jdbc.sql("update changes set idempotency_key = null where id = ?")
                    .param(id)
                    .update();
            return jdbc.sql("delete from change_permits where change_seq = (select seq from changes where id = ?)")
                    .param(id)
                    .update();
        });
    }

    @Override
    public Optional<LedgerEntry> find(String id) {
        return inOneGo(() -> byId(id));
    }

    @Override
    public Optional<LedgerEntry> findByKey(String caller, String idempotencyKey) {
        return inOneGo(() -> byKey(caller, idempotencyKey));
    }

    @Override
    public List<LedgerEntry> open() {
        return inOneGo(
                () -> jdbc.sql("select " + COLUMNS + " from changes where state in ('PLANNED', 'STARTED') order by seq")
                        .query((row, _) -> entry(row))
                        .list());
    }

    @Override
    public SortedMap<Long, String> closed(long after, int most) {
        return inOneGo(() -> {
            var closed = new TreeMap<Long, String>();
            jdbc.sql("select seq, id from changes where seq > ? and state not in ('PLANNED', 'STARTED')"
                            + " order by seq limit ?")
                    .params(after, most)
                    .query(row -> {
                        closed.put(row.getLong("seq"), row.getString("id"));
                    });
            return closed;
        });
    }

    @Override
    public List<LedgerEntry> list(ChangeQuery query) {
        var where = new ArrayList<String>();
        var values = new ArrayList<Object>();
        restrict(where, values, "caller = ?", query.caller());
        restrict(where, values, "case_id = ?", query.caseId());
        restrict(
                where,
                values,
                "state = ?",
                query.state() == null ? null : query.state().name());
        restrict(where, values, "seq < ?", query.before());
        if (!query.namespaces().isEmpty()) {
            var marks =
                    String.join(", ", query.namespaces().stream().map(_ -> "?").toList());
            where.add("exists (select 1 from change_objects o where o.change_seq = changes.seq and o.namespace in ("
                    + marks + "))");
            values.addAll(query.namespaces());
        }
        values.add(query.limit());
        var conditions = where.isEmpty() ? "" : " where " + String.join(" and ", where);
        return inOneGo(() -> jdbc.sql("select " + COLUMNS + " from changes" + conditions + " order by seq desc limit ?")
                .params(values)
                .query((row, _) -> entry(row))
                .list());
    }

    @Override
    public List<LedgerEntry> started(String namespace, Instant since, Instant until) {
        return inOneGo(() -> jdbc.sql("select " + COLUMNS + " from changes where started_at between ? and ? and exists"
                        + " (select 1 from change_objects o where o.change_seq = changes.seq and o.namespace = ?)"
                        + " order by seq")
                .params(TIME.format(since), TIME.format(until), namespace)
                .query((row, _) -> entry(row))
                .list());
    }

    @Override
    public Kept kept(String id) {
        var sealed = inOneGo(() -> jdbc.sql("select sealed from changes where id = ?")
                .param(id)
                .query(String.class)
                .single());
        return Kept.fromJson(Json.object(sealing.open(sealed, id)));
    }

    @Override
    public Map<TargetRef, String> leftAs(String id) {
        return inOneGo(() -> {
            var left = new LinkedHashMap<TargetRef, String>();
            jdbc.sql("select api_version, kind, namespace, name, left_as from change_objects where left_as is not null"
                            + " and change_seq = (select seq from changes where id = ?)")
                    .param(id)
                    .query(row -> {
                        left.put(object(row), row.getString("left_as"));
                    });
            return left;
        });
    }

    @Override
    public Optional<LedgerEntry> later(long sequence, TargetRef object) {
        return inOneGo(() -> jdbc.sql("select " + COLUMNS + " from changes where seq > ? and state in"
                        + " ('CONVERGED', 'APPLIED', 'NOT_CONVERGED', 'PARTIAL', 'UNKNOWN', 'STARTED')"
                        + " and not exists (select 1 from changes c where c.seq = ? and c.context <> changes.context)"
                        + " and exists (select 1 from change_objects o where o.change_seq = changes.seq"
                        + " and o.kind = ? and o.namespace = ? and o.name = ?) order by seq desc limit 1")
                .params(sequence, sequence, object.kind(), orEmpty(object.namespace()), object.name())
                .query((row, _) -> entry(row))
                .optional());
    }

    @Override
    public String firstSeen(String state, String version) {
        return inOneGo(() -> {
            var seen = versionSeen(state);
            if (seen.isPresent()) {
                return seen.get();
            }
            try {
                jdbc.sql("insert into seen_states (state, version) values (?, ?)")
                        .params(state, version)
                        .update();
            } catch (DuplicateKeyException e) {
                return versionSeen(state).orElseThrow();
            }
            jdbc.sql("delete from seen_states where number <= (select max(number) from seen_states) - ?")
                    .param(MOST_STATES)
                    .update();
            return version;
        });
    }

    private Optional<String> versionSeen(String state) {
        return jdbc.sql("select version from seen_states where state = ?")
                .param(state)
                .query(String.class)
                .optional();
    }

    private Planned entered(NewChange change) {
        var key = change.call().context().idempotencyKey().orElse(null);
        if (key != null && byKey(change.call().caller().name(), key).isPresent()) {
            return new Planned.KeyTaken();
        }
        var permit = change.decision().permit();
        if (permit != null && isUsed(permit)) {
            return new Planned.PermitUsed();
        }
        long sequence = enter(change, key);
        change.judged().preview().changes().stream()
                .filter(touched -> touched.operation() != TargetChange.Operation.NONE)
                .map(TargetChange::target)
                .distinct()
                .forEach(target -> enter(sequence, target));
        if (permit != null) {
            jdbc.sql("insert into change_permits (permit, change_seq, expires_at) values (?, ?, ?)")
                    .params(permit.id(), sequence, TIME.format(permit.expiry()))
                    .update();
        }
        return new Planned.Entered();
    }

    private long enter(NewChange change, @Nullable String key) {
        var call = change.call();
        var judged = change.judged();
        var inverse = judged.inverse();
        var kept = new Kept(call.arguments().asMap(), call.caller().namespaces(), judged.preview()).toJson();
        jdbc.sql(
                        "insert into changes (id, caller, role, case_id, idempotency_key, context, tool, arguments_digest, arguments,"
                                + " preview_digest, targets, changes, risk, findings, decided_by, approver, inverse, undoes,"
                                + " state, planned_at, sealed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                + " 'PLANNED', ?, ?)")
                .param(change.id())
                .param(call.caller().name())
                .param(call.caller().role().name().toLowerCase(Locale.ROOT))
                .param(call.context().caseId().orElse(null))
                .param(key)
                .param(call.clusterName())
                .param(call.spec().name())
                .param(call.digest())
                .param(Json.text(change.arguments()))
                .param(judged.digest())
                .param(Json.text(judged.targetsJson()))
                .param(Json.text(judged.changes()))
                .param(judged.risk().name())
                .param(Json.text(judged.findingsJson()))
                .param(change.decision().by().name().toLowerCase(Locale.ROOT))
                .param(change.decision().approver())
                .param(inverse == null ? null : Json.text(inverse))
                .param(judged.undoes())
                .param(now())
                .param(sealing.seal(Json.text(kept), change.id()))
                .update();
        return jdbc.sql("select seq from changes where id = ?")
                .param(change.id())
                .query(Long.class)
                .single();
    }

    private void enter(long sequence, TargetRef target) {
        jdbc.sql("insert into change_objects (change_seq, api_version, kind, namespace, name) values (?, ?, ?, ?, ?)")
                .params(sequence, target.apiVersion(), target.kind(), orEmpty(target.namespace()), target.name())
                .update();
    }

    private boolean isUsed(Decision.Permit permit) {
        return jdbc.sql("select 1 from change_permits where permit = ?")
                .param(permit.id())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private void close(String id, Outcome outcome) {
        jdbc.sql("update changes set state = ?, outcome = ?, outcome_detail = ?, ended_at = ? where id = ?")
                .params(outcome.state().name(), outcome.state().name(), Json.text(outcome.toJson()), now(), id)
                .update();
    }

    /** A change whose undoing is undone is in effect again. */
    private void markUndone(String undone, String by) {
        jdbc.sql("update changes set state = 'UNDONE', undone_by = ? where id = ?")
                .params(by, undone)
                .update();
        jdbc.sql("update changes set state = outcome, undone_by = null where undone_by = ?")
                .param(undone)
                .update();
    }

    private Optional<LedgerEntry> byId(String id) {
        return jdbc.sql("select " + COLUMNS + " from changes where id = ?")
                .param(id)
                .query((row, _) -> entry(row))
                .optional();
    }

    private Optional<LedgerEntry> byKey(String caller, String key) {
        return jdbc.sql("select " + COLUMNS + " from changes where caller = ? and idempotency_key = ?")
                .params(caller, key)
                .query((row, _) -> entry(row))
                .optional();
    }

    private static LedgerEntry entry(ResultSet row) throws SQLException {
        var inverse = row.getString("inverse");
        var outcome = row.getString("outcome_detail");
        return new LedgerEntry(
                row.getLong("seq"),
                row.getString("id"),
                row.getString("caller"),
                row.getString("role"),
                row.getString("case_id"),
                row.getString("idempotency_key"),
                row.getString("context"),
                row.getString("tool"),
                row.getString("arguments_digest"),
                Json.object(row.getString("arguments")),
                Json.objects(row.getString("targets")),
                Json.objects(row.getString("changes")),
                row.getString("risk"),
                Json.objects(row.getString("findings")),
                row.getString("decided_by"),
                row.getString("approver"),
                inverse == null ? null : Json.object(inverse),
                row.getString("undoes"),
                row.getString("undone_by"),
                ChangeState.valueOf(row.getString("state")),
                outcome == null ? null : Outcome.fromJson(Json.object(outcome)),
                Instant.parse(row.getString("planned_at")),
                time(row.getString("started_at")),
                time(row.getString("written_at")));
    }

    private static TargetRef object(ResultSet row) throws SQLException {
        var namespace = row.getString("namespace");
        return new TargetRef(
                row.getString("api_version"),
                row.getString("kind"),
                namespace.isEmpty() ? null : namespace,
                row.getString("name"),
                null,
                "");
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    private String now() {
        return TIME.format(clock.instant());
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static void restrict(List<String> where, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            where.add(condition);
            values.add(value);
        }
    }

    private <T> T inOneGo(Supplier<T> work) {
        try {
            return finished(threads.submit(() -> Objects.requireNonNull(transactions.execute(_ -> work.get()))));
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case DuplicateKeyException taken ->
                    throw new LedgerUnavailable("another process has entered the same change", taken);
                case DataAccessException failed -> throw new LedgerUnavailable("the ledger does not answer", failed);
                case TransactionException failed -> throw new LedgerUnavailable("the ledger does not answer", failed);
                case RuntimeException failed -> throw failed;
                case null, default -> throw new LedgerUnavailable("the ledger does not answer", e);
            }
        }
    }

    /** Waits through interrupts: what was handed to the database is decided there. */
    private static <T> T finished(Future<T> work) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
