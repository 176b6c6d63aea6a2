package io.lexiops.server.change;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads them in the ledger. */
final class LedgerOwnChanges implements OwnChanges {

    private final Ledger ledger;

    LedgerOwnChanges(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public List<OwnChange> written(String context, String namespace, Instant since, Instant until) {
        return ledger.started(namespace, since, until).stream()
                .filter(entry -> entry.context() == null || entry.context().equals(context))
                .flatMap(entry -> entry.changes().stream().flatMap(change -> own(entry, change, namespace)))
                .toList();
    }

    private static Stream<OwnChange> own(LedgerEntry entry, Map<String, Object> change, String namespace) {
        var target = Json.part(change.get("target"));
        var started = entry.startedAt();
        if (started == null || !namespace.equals(target.get("namespace"))) {
            return Stream.empty();
        }
        var fields = new LinkedHashMap<String, String>();
        Json.parts(change.get("diff"))
                .forEach(field -> fields.put(String.valueOf(field.get("path")), String.valueOf(field.get("new"))));
        return Stream.of(new OwnChange(
                entry.id(),
                entry.caller(),
                entry.tool(),
                started,
                entry.writtenAt(),
                String.valueOf(target.get("kind")),
                String.valueOf(target.get("name")),
                fields));
    }
}
