package io.lexiops.server.change;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes changes that a crash has left open: what was planned was never made; what was started is looked for in the live
 * objects. Nothing is ever made again on a guess.
 */
final class Settlement {

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final Ledger ledger;
    private final LiveCheck live;
    private final WriteTools tools;
    private final ChangeHome home;
    private final Converging converging;
    private final Redactor redactor;
    private final InstantSource clock;
    private final Turns turns;
    private final LostRecords records;

    Settlement(
            Ledger ledger,
            LiveCheck live,
            WriteTools tools,
            ChangeHome home,
            Converging converging,
            Redactor redactor,
            InstantSource clock,
            Turns turns,
            LostRecords records) {
        this.ledger = ledger;
        this.live = live;
        this.tools = tools;
        this.home = home;
        this.converging = converging;
        this.redactor = redactor;
        this.clock = clock;
        this.turns = turns;
        this.records = records;
    }

    /** Records calls that an earlier process has ended but not recorded; before this process serves its first. */
    void recordWhatWasLost() {
        try {
            records.recordAll();
        } catch (RuntimeException e) {
            // The next start tries again; a trail that is away refuses every call by itself.
            log.atWarn().setCause(e).log("interrupted calls not recorded");
        }
    }

    /** Settles what an earlier process has left; what cannot be told yet stays open. */
    void settleAll() {
        for (var entry : ledger.open()) {
            try {
                var settled = settled(entry);
                log.atInfo()
                        .addKeyValue("change", entry.id())
                        .addKeyValue("state", settled.state())
                        .log("change settled");
            } catch (RuntimeException e) {
                // It stays open; the others need not wait for it.
                log.atWarn().addKeyValue("change", entry.id()).setCause(e).log("change not settled");
            }
        }
    }

    /** The change as it ended. Waits if it is being made now; still open only if the objects cannot be read. */
    LedgerEntry settled(LedgerEntry entry) {
        try (var _ = turns.take(entry.id())) {
            var now = ledger.find(entry.id()).orElseThrow();
            if (now.state() == ChangeState.UNKNOWN || now.state().open()) {
                settleAtHome(now);
            }
            if (now.state().open()) {
                records.record(ledger.find(entry.id()).orElseThrow());
            }
        }
        return ledger.find(entry.id()).orElseThrow();
    }

    private void settleAtHome(LedgerEntry entry) {
        if (entry.state() == ChangeState.PLANNED) {
            neverMade(entry);
            return;
        }
        try {
            var cluster = home.of(entry);
            if (cluster.isPresent()) {
                cluster.get().call(() -> {
                    settle(entry);
                    return entry;
                });
            } else {
                settle(entry);
            }
        } catch (ToolFailed e) {
            // Its cluster is not served now; what nobody can look at stays open.
            log.atWarn().addKeyValue("change", entry.id()).setCause(e).log("change not settled");
        }
    }

    private void settle(LedgerEntry entry) {
        var kept = ledger.kept(entry.id());
        if (entry.writtenAt() != null && entry.state() == ChangeState.STARTED) {
            made(entry, kept);
            return;
        }
        var found = live.look(kept.touched());
        if (found.allMade()) {
            made(entry, kept);
        } else if (entry.state() == ChangeState.UNKNOWN) {
            return;
        } else if (found.nothingMade()) {
            neverMade(entry);
        } else if (!found.made().isEmpty()
                || found.unclear().stream().noneMatch(what -> what.contains("cannot be read"))) {
            ledger.written(entry.id(), live.left(kept.touched()));
            ledger.ended(entry.id(), unknown(entry, found));
        }
    }

    private void neverMade(LedgerEntry entry) {
        ledger.neverMade(
                entry.id(),
                Outcome.failed(
                        new ToolFailed(
                                ErrorCode.CANCELLED,
                                "the server stopped before the change was made; nothing was changed",
                                "call it again"),
                        since(entry)));
    }

    private void made(LedgerEntry entry, Kept kept) {
        if (entry.writtenAt() == null) {
            ledger.written(entry.id(), live.left(kept.touched()));
        }
        var written = live.now(
                kept.preview().changes().stream().map(TargetChange::target).toList());
        var result = look(entry, kept, written);
        ledger.ended(
                entry.id(),
                new Outcome(
                        result.state(),
                        result.convergence(),
                        List.of(),
                        null,
                        "found made after an interruption",
                        "",
                        Map.of(),
                        since(entry)));
    }

    private Converging.Result look(LedgerEntry entry, Kept kept, List<TargetRef> written) {
        try {
            var caller =
                    new Caller(entry.caller(), Role.valueOf(entry.role().toUpperCase(Locale.ROOT)), kept.namespaces());
            var write = tools.plan(entry.tool(), kept.arguments(), caller);
            // Pods that were to be replaced after the write would stay for ever: nobody else deletes them.
            var result = kept.preview().replaced().isEmpty()
                    ? converging.look(write, kept.preview(), written)
                    : converging.await(write, kept.preview(), written, CallContext.none());
            // Nobody hears what it says any more, but some clear away behind themselves when they have said it.
            write.tell(kept.preview());
            return result;
        } catch (ToolFailed e) {
            // The change is made; only whether the world followed cannot be asked any more.
            return new Converging.Result(
                    ChangeState.APPLIED,
                    new Convergence(false, List.of(redactor.text(String.valueOf(e.getMessage())))));
        }
    }

    private Outcome unknown(LedgerEntry entry, LiveCheck.Found found) {
        return new Outcome(
                ChangeState.UNKNOWN,
                new Convergence(false, found.notMade()),
                List.of(),
                ErrorCode.CONFLICT,
                redactor.text("the change was interrupted; " + found.words()),
                "look at the objects; change_undo takes back what was made",
                found.toJson(),
                since(entry));
    }

    private Duration since(LedgerEntry entry) {
        Instant start = Objects.requireNonNullElse(entry.startedAt(), entry.plannedAt());
        return Duration.between(start, clock.instant());
    }
}
