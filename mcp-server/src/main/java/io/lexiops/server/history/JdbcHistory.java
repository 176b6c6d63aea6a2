package io.lexiops.server.history;

import io.lexiops.server.history.PastChange.What;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the history in the database, beside the ledger: the last state of each object, and a row for each change. All work
 * runs on one thread of its own: an interrupt in the middle of a write closes the database file. Every method throws
 * {@link ToolFailed} {@code BACKEND_UNAVAILABLE} if the database does not answer.
 */
final class JdbcHistory implements AutoCloseable {

    // Always with milliseconds, so that times compare as text.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int MOST_EDITS = 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final HistoryProperties limits;
    private final InstantSource clock;
    private final Fingerprints fingerprints;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("history").daemon().factory());

    // Only the one thread looks at these.
    private long changes = -1;
    private long bytes;

    JdbcHistory(
            JdbcClient jdbc,
            TransactionOperations transactions,
            HistoryProperties limits,
            InstantSource clock,
            Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.limits = limits;
        this.clock = clock;
    }

    /** How much is kept. */
    record Size(long changes, long bytes) {}

    @Override
    public void close() {
        thread.shutdown();
    }

    /** The last state of each object of a place, by uid: its digest. */
    Map<String, String> digests(WatchedPlace place) {
        return inOneGo(() -> {
            var digests = new HashMap<String, String>();
            jdbc.sql("select uid, digest from history_objects where context = ? and place = ? and kind = ?")
                    .params(place.context(), place.namespace(), place.kind())
                    .query(row -> {
                        digests.put(row.getString("uid"), row.getString("digest"));
                    });
            return digests;
        });
    }

    /** The version to go on from; empty if the place was never listed. */
    Optional<String> version(WatchedPlace place) {
        return inOneGo(
                () -> jdbc.sql("select version from history_watches where context = ? and place = ? and kind = ?")
                        .params(place.context(), place.namespace(), place.kind())
                        .query(String.class)
                        .optional());
    }

    /** Notes how far a watch is; the first time is since when the place is watched. */
    void reached(WatchedPlace place, String version) {
        inOneGo(() -> {
            int known = jdbc.sql("update history_watches set version = ? where context = ? and place = ? and kind = ?")
                    .params(version, place.context(), place.namespace(), place.kind())
                    .update();
            return known > 0
                    ? known
                    : jdbc.sql(
                                    "insert into history_watches (context, place, kind, version, since) values (?, ?, ?, ?, ?)")
                            .params(place.context(), place.namespace(), place.kind(), version, time(clock.instant()))
                            .update();
        });
    }

    /**
     * Takes down objects as they are now.
     *
     * @param first whether they are only looked at: nothing is known about what was before
     */
    void seen(WatchedPlace place, Map<SeenObject, String> objects, boolean first) {
        inOneGo(() -> {
            objects.forEach((object, digest) -> note(place, object, digest, first));
            bound();
            return objects.size();
        });
    }

    /** Takes down that objects are gone. */
    void gone(WatchedPlace place, List<SeenObject> objects) {
        inOneGo(() -> {
            for (var object : objects) {
                enter(place, object, Set.of(), What.DELETED, List.of());
                forget(place, object);
            }
            bound();
            return objects.size();
        });
    }

    /** Objects that are kept but were not there when everything was listed, as gone now. */
    List<SeenObject> missing(WatchedPlace place, Set<String> listed) {
        return inOneGo(() -> jdbc
                .sql("select uid, namespace, name from history_objects where context = ? and place = ? and kind = ?")
                .params(place.context(), place.namespace(), place.kind())
                .query((row, _) -> new SeenObject(
                        row.getString("uid"),
                        row.getString("namespace"),
                        row.getString("name"),
                        clock.instant(),
                        List.of(),
                        Map.of()))
                .list()
                .stream()
                .filter(object -> !listed.contains(object.uid()))
                .toList());
    }

    List<PastChange> find(HistoryQuery query) {
        var values = new ArrayList<Object>(
                List.of(query.context(), query.namespace(), time(query.since()), time(query.until())));
        var marks = String.join(", ", query.kinds().stream().map(_ -> "?").toList());
        values.addAll(query.kinds());
        var name = query.name();
        if (name != null) {
            values.add(name);
        }
        values.add(query.limit());
        return inOneGo(() -> jdbc.sql("select * from history_changes where context = ? and namespace = ? and at >= ?"
                        + " and at <= ? and kind in (" + marks + ")" + (name == null ? "" : " and name = ?")
                        + " order by at desc, seq desc limit ?")
                .params(values)
                .query((row, _) -> change(row))
                .list());
    }

    /** Since when each kind of a namespace is watched, and what was seen is still there. */
    Map<String, Instant> since(String context, String namespace) {
        return inOneGo(() -> {
            var forgotten = forgotten();
            var since = new LinkedHashMap<String, Instant>();
            jdbc.sql("select kind, min(since) as since from history_watches where context = ? and place in (?, '')"
                            + " group by kind order by kind")
                    .params(context, namespace)
                    .query(row -> {
                        var watched = Instant.parse(row.getString("since"));
                        since.put(row.getString("kind"), watched.isAfter(forgotten) ? watched : forgotten);
                    });
            return since;
        });
    }

    /** Before this something may have been forgotten: by its age, or because there was too much since. */
    private Instant forgotten() {
        var age = clock.instant().minus(limits.maxAge());
        count();
        if (changes <= limits.maxChanges() / 2 && bytes <= limits.maxBytes() / 2) {
            return age;
        }
        var oldest = jdbc.sql("select min(at) from history_changes")
                .query(String.class)
                .optional()
                .map(Instant::parse)
                .orElse(age);
        return oldest.isAfter(age) ? oldest : age;
    }

    Size size() {
        return inOneGo(() -> {
            count();
            return new Size(changes, bytes);
        });
    }

    private void note(WatchedPlace place, SeenObject object, String digest, boolean first) {
        var before = jdbc.sql("select fields, writers from history_objects where context = ? and uid = ?")
                .params(place.context(), object.uid())
                .query((row, _) -> new Before(fields(row.getString("fields")), lines(row.getString("writers"))))
                .optional();
        if (before.isEmpty()) {
            remember(place, object, digest);
            if (!first) {
                enter(place, object, Set.of(), What.CREATED, essential(object.fields()));
            }
            return;
        }
        var edits = FieldEdit.between(before.get().fields(), object.fields(), fingerprints);
        // Also one that has not changed, but is kept or redacted in another way now.
        forget(place, object);
        remember(place, object, digest);
        if (!edits.isEmpty()) {
            enter(place, object, before.get().writers(), What.CHANGED, edits);
        }
    }

    private void remember(WatchedPlace place, SeenObject object, String digest) {
        jdbc.sql("insert into history_objects (context, uid, place, kind, namespace, name, digest, writers, fields)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        place.context(),
                        object.uid(),
                        place.namespace(),
                        place.kind(),
                        object.namespace(),
                        object.name(),
                        digest,
                        object.writers().stream().map(Writer::key).collect(Collectors.joining("\n")),
                        JSON.writeValueAsString(json(object.fields())))
                .update();
    }

    private void forget(WatchedPlace place, SeenObject object) {
        jdbc.sql("delete from history_objects where context = ? and uid = ?")
                .params(place.context(), object.uid())
                .update();
    }

    /** What is kept of an object. */
    private record Before(Map<String, KeptValue> fields, Set<String> writers) {}

    /** Of a new object: what it runs. */
    private List<FieldEdit> essential(Map<String, KeptValue> fields) {
        return FieldEdit.between(Map.of(), fields, fingerprints).stream()
                .filter(edit -> edit.path().endsWith(".image") || edit.path().equals("spec.replicas"))
                .toList();
    }

    private void enter(
            WatchedPlace place, SeenObject object, Set<String> knownWriters, What what, List<FieldEdit> edits) {
        var writer = Writer.last(object.writers(), knownWriters, edits, object.seen());
        var kept = JSON.writeValueAsString(
                edits.stream().limit(MOST_EDITS).map(JdbcHistory::json).toList());
        count();
        long size = kept.length() + 200L;
        jdbc.sql("insert into history_changes (context, at, who, kind, namespace, name, what, fields, more, bytes)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        place.context(),
                        time(writer.map(Writer::at).orElse(object.seen())),
                        writer.map(Writer::manager).orElse(""),
                        place.kind(),
                        object.namespace(),
                        object.name(),
                        what.name(),
                        kept,
                        Math.max(0, edits.size() - MOST_EDITS),
                        size)
                .update();
        changes++;
        bytes += size;
    }

    /** Forgets what is too old, and the oldest of what is too much: a tenth more, so that it is not done for each change. */
    private void bound() {
        int old = jdbc.sql("delete from history_changes where at < ?")
                .param(time(clock.instant().minus(limits.maxAge())))
                .update();
        if (old > 0) {
            changes = -1;
        }
        count();
        while (changes > limits.maxChanges() || (bytes > limits.maxBytes() && changes > 0)) {
            long tooMany = Math.max(changes - limits.maxChanges(), 0) + Math.max(1, changes / 10);
            jdbc.sql("delete from history_changes where seq in (select seq from history_changes order by seq limit ?)")
                    .param(tooMany)
                    .update();
            changes = -1;
            count();
        }
    }

    private void count() {
        if (changes < 0) {
            var size = jdbc.sql("select count(*) as changes, coalesce(sum(bytes), 0) as bytes from history_changes")
                    .query((row, _) -> new Size(row.getLong("changes"), row.getLong("bytes")))
                    .single();
            changes = size.changes();
            bytes = size.bytes();
        }
    }

    private static Map<String, Object> json(FieldEdit edit) {
        var json = new LinkedHashMap<String, Object>();
        json.put("path", edit.path());
        if (edit.before() != null) {
            json.put("old", edit.before());
        }
        if (edit.after() != null) {
            json.put("new", edit.after());
        }
        return json;
    }

    private static PastChange change(ResultSet row) throws SQLException {
        var edits = new ArrayList<FieldEdit>();
        for (var item : JSON.readTree(row.getString("fields"))) {
            edits.add(new FieldEdit(
                    item.path("path").asString(),
                    item.has("old") ? item.path("old").asString() : null,
                    item.has("new") ? item.path("new").asString() : null));
        }
        return new PastChange(
                Instant.parse(row.getString("at")),
                row.getString("who"),
                row.getString("kind"),
                row.getString("namespace"),
                row.getString("name"),
                What.valueOf(row.getString("what")),
                edits,
                row.getInt("more"));
    }

    /** A value is its text, or a pair of what is shown and its fingerprint. */
    private static Map<String, Object> json(Map<String, KeptValue> fields) {
        var json = new LinkedHashMap<String, Object>();
        fields.forEach((path, value) -> {
            var fingerprint = value.fingerprint();
            json.put(path, fingerprint == null ? value.shown() : List.of(value.shown(), fingerprint));
        });
        return json;
    }

    private static Map<String, KeptValue> fields(String text) {
        var fields = new LinkedHashMap<String, KeptValue>();
        JSON.readTree(text).properties().forEach(field -> {
            var value = field.getValue();
            fields.put(
                    field.getKey(),
                    value.isArray()
                            ? new KeptValue(
                                    value.path(0).asString(), value.path(1).asString())
                            : KeptValue.plain(value.asString()));
        });
        return fields;
    }

    private static Set<String> lines(String text) {
        return text.lines().collect(Collectors.toSet());
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    private <T> T inOneGo(Supplier<T> work) {
        try {
            return finished(thread.submit(() -> Objects.requireNonNull(transactions.execute(_ -> work.get()))));
        } catch (RejectedExecutionException e) {
            throw unavailable("it is closed", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case DataAccessException failed -> throw unavailable("the database does not answer", failed);
                case TransactionException failed -> throw unavailable("the database does not answer", failed);
                case RuntimeException failed -> throw failed;
                case null, default -> throw unavailable("the database does not answer", e);
            }
        }
    }

    private static ToolFailed unavailable(String why, @Nullable Throwable cause) {
        return new ToolFailed(
                ErrorCode.BACKEND_UNAVAILABLE, "the change history: " + why, "try again", Map.of(), cause);
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
