package io.lexiops.agent.workflow;

import io.lexiops.agent.audit.AuditTrail;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.tool.CanonicalJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The journal and the audit trail move in one transaction: there is no event without its audit record. */
@Component
class JdbcCaseJournal implements CaseJournal {

    private static final int TEXT_IN_HEAD = 500;

    private final JdbcClient jdbc;
    private final AuditTrail audit;
    private final Clock clock;
    private final CaseEventJson json = new CaseEventJson();

    JdbcCaseJournal(JdbcClient jdbc, AuditTrail audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    @Transactional
    public RequestId open(CaseEvent.Received received, String actor) {
        var request = received.request();
        var digest = digest(request);
        var earlier = earlier(request.idempotencyKey(), digest);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        var now = clock.instant().toString();
        var id = request.id().value();
        var key = request.idempotencyKey();
        jdbc.sql("insert into case_head(id, state, requester, namespace, text, events, idempotency_key,"
                        + " request_digest, received_at, changed_at) values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)")
                .params(Arrays.asList(
                        id,
                        CaseState.PLANNING.name(),
                        request.requester(),
                        request.namespace(),
                        head(request.text()),
                        key,
                        digest,
                        now,
                        now))
                .update();
        append(request.id(), 0, actor, received);
        return request.id();
    }

    @Override
    @Transactional
    public RecordedEvent append(RequestId id, int expectedSize, String actor, CaseEvent event) {
        var recorded = new RecordedEvent(expectedSize + 1, clock.instant(), actor, event);
        var body = json.write(event);
        try {
            jdbc.sql("insert into case_event(case_id, number, at, actor, body) values (?, ?, ?, ?, ?)")
                    .params(id.value(), recorded.number(), recorded.at().toString(), actor, body)
                    .update();
        } catch (DuplicateKeyException e) {
            throw new CaseMoved(id, expectedSize);
        }
        var file = find(id).orElseThrow();
        if (file.size() != recorded.number()) {
            throw new CaseMoved(id, expectedSize);
        }
        jdbc.sql("update case_head set state = ?, events = ?, void_after = ?, learned = ?, changed_at = ? where id = ?")
                .params(Arrays.asList(
                        file.state().name(),
                        file.size(),
                        file.voidAfter().map(Instant::toString).orElse(null),
                        file.learned(),
                        recorded.at().toString(),
                        id.value()))
                .update();
        audit.record(new AuditTrail.Entry(
                recorded.at(), actor, "case." + word(event), id.value(), AuditWords.of(event, file.state(), body)));
        return recorded;
    }

    @Override
    public Optional<CaseFile> find(RequestId id) {
        var events = jdbc.sql("select number, at, actor, body from case_event where case_id = ? order by number")
                .param(id.value())
                .query((row, _) -> new RecordedEvent(
                        row.getInt("number"),
                        Instant.parse(row.getString("at")),
                        row.getString("actor"),
                        json.read(row.getString("body"))))
                .list();
        return events.isEmpty() ? Optional.empty() : Optional.of(CaseFile.of(events));
    }

    @Override
    public List<Head> list(Filter filter) {
        var state = filter.state() == null ? null : filter.state().name();
        var before = filter.before() == null ? null : filter.before().toString();
        return jdbc.sql("select * from case_head where (? is null or state = ?) and (? is null or received_at < ?)"
                        + " order by received_at desc, id limit ?")
                .params(Arrays.asList(state, state, before, before, filter.limit()))
                .query(JdbcCaseJournal::headRow)
                .list();
    }

    @Override
    public List<RequestId> runnable() {
        return ids(
                "select id from case_head where state in (" + runnableStates() + ") order by received_at", List.of());
    }

    @Override
    public List<RequestId> overdue(Instant now) {
        return ids(
                "select id from case_head where state = 'AWAITING_APPROVAL' and void_after < ? order by received_at",
                List.of(now.toString()));
    }

    @Override
    public List<RequestId> unlearned() {
        return ids(
                "select id from case_head where not learned and state in ('COMPLETED', 'REJECTED', 'CANCELLED',"
                        + " 'ESCALATED') order by received_at",
                List.of());
    }

    @Override
    public List<Head> restingSince(Instant since, int atMost) {
        return jdbc.sql(
                        "select * from case_head where changed_at >= ? and state in ('COMPLETED', 'REJECTED', 'CANCELLED',"
                                + " 'ESCALATED', 'NEEDS_INPUT') order by changed_at desc, id limit ?")
                .params(since.toString(), atMost)
                .query(JdbcCaseJournal::headRow)
                .list()
                .reversed();
    }

    private List<RequestId> ids(String sql, List<Object> parameters) {
        return jdbc.sql(sql)
                .params(parameters)
                .query((row, _) -> new RequestId(Objects.requireNonNull(row.getString("id"))))
                .list();
    }

    private Optional<RequestId> earlier(@Nullable String key, String digest) {
        if (key == null) {
            return Optional.empty();
        }
        var found = jdbc.sql("select id, request_digest from case_head where idempotency_key = ?")
                .param(key)
                .query((row, _) -> Map.entry(
                        new RequestId(Objects.requireNonNull(row.getString("id"))),
                        Objects.requireNonNull(row.getString("request_digest"))))
                .optional();
        found.filter(entry -> !entry.getValue().equals(digest)).ifPresent(_ -> {
            throw new IdempotencyKeyReused(key);
        });
        return found.map(Map.Entry::getKey);
    }

    private static String digest(Request request) {
        return CanonicalJson.digest(Map.of(
                "text",
                request.text(),
                "namespace",
                Objects.requireNonNullElse(request.namespace(), ""),
                "mode",
                request.mode().name(),
                "requester",
                request.requester()));
    }

    private static Head headRow(ResultSet row, int index) throws SQLException {
        return new Head(
                new RequestId(row.getString("id")),
                CaseState.valueOf(row.getString("state")),
                row.getString("requester"),
                row.getString("namespace"),
                row.getString("text"),
                row.getInt("events"),
                Instant.parse(row.getString("received_at")),
                Instant.parse(row.getString("changed_at")));
    }

    private static String runnableStates() {
        return Arrays.stream(CaseState.values())
                .filter(CaseState::runnable)
                .map(state -> "'" + state + "'")
                .collect(Collectors.joining(", "));
    }

    private static String head(String text) {
        return text.length() <= TEXT_IN_HEAD ? text : text.substring(0, TEXT_IN_HEAD - 1) + "…";
    }

    private static String word(CaseEvent event) {
        return event.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
