package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of a write.
 *
 * <pre>
 * replay    caller, idempotency key -> the recorded outcome, or on
 * judge     arguments               -> objects, diff, findings, risk
 * permit    grant or confirmation   -> allowed, or refused
 * run       allowed                 -> the change in the ledger
 * </pre>
 */
final class WriteFlow {

    private final Judge judge;
    private final Permission permission;
    private final Execution execution;
    private final Replay replay;
    private final Uninterrupted threads;

    WriteFlow(Judge judge, Permission permission, Execution execution, Replay replay, Uninterrupted threads) {
        this.judge = judge;
        this.permission = permission;
        this.execution = execution;
        this.replay = replay;
        this.threads = threads;
    }

    ToolResult preview(WriteCall call) {
        var judged = judge.judge(call);
        return ToolResult.of(
                "preview, nothing was changed\n" + PreviewText.of(judged),
                Map.of("preview", judged.toJson(), "packs", judged.packs().toJson()));
    }

    ToolResult make(WriteCall call, @Nullable String confirm) {
        return threads.run(border -> judge.inNameOf(call, () -> once(call, confirm, border)));
    }

    private ToolResult once(WriteCall call, @Nullable String confirm, Uninterrupted.Border border) {
        try (var _ = replay.turn(call)) {
            var known = replay.find(call);
            if (known.isPresent()) {
                return known.get();
            }
            var judged = judge.judge(call);
            var allowed = permission.decide(call, judged, confirm);
            if (call.context().cancelled()) {
                throw new ToolFailed(ErrorCode.CANCELLED, "cancelled by the caller", "nothing was changed");
            }
            border.pass();
            return execution
                    .run(call, allowed)
                    .map(entry -> ChangeReport.of(entry, false))
                    .or(() -> replay.find(call))
                    .orElseThrow(() -> new ToolFailed(
                            ErrorCode.CONFLICT, "the same call was just made by another process", "call again"));
        }
    }

    /** Finds calls that were made before. */
    static final class Replay {

        private final Ledger ledger;
        private final Settlement settlement;
        private final Turns turns;

        Replay(Ledger ledger, Settlement settlement, Turns turns) {
            this.ledger = ledger;
            this.settlement = settlement;
            this.turns = turns;
        }

        /** Calls with the same key come one after the other. */
        Turns.Turn turn(WriteCall call) {
            var key = call.context().idempotencyKey();
            return key.isEmpty() ? () -> {} : turns.take(call.caller().name() + " " + key.get());
        }

        /**
         * The outcome of the same call, if it was made before.
         *
         * @throws ToolFailed {@code CONFLICT} if the key was used for another call
         */
        Optional<ToolResult> find(WriteCall call) {
            var caller = call.caller().name();
            return call.context()
                    .idempotencyKey()
                    .flatMap(key -> ledger.findByKey(caller, key).flatMap(entry -> {
                        if (!entry.tool().equals(call.spec().name())
                                || !entry.argumentsDigest().equals(call.digest())
                                || isElsewhere(entry, call)) {
                            throw new ToolFailed(
                                    ErrorCode.CONFLICT,
                                    "the idempotency key was used for another call: " + entry.tool() + ", change "
                                            + entry.id(),
                                    "use a new key for a new call");
                        }
                        var settled = entry.state().open() || entry.state() == ChangeState.UNKNOWN
                                ? settlement.settled(entry)
                                : entry;
                        // A change that was never made has given its key back: this call may make it now.
                        return settled.idempotencyKey() == null
                                ? Optional.empty()
                                : Optional.of(ChangeReport.of(settled, true));
                    }));
        }

        private static boolean isElsewhere(LedgerEntry entry, WriteCall call) {
            return entry.context() != null
                    && call.clusterName() != null
                    && !entry.context().equals(call.clusterName());
        }
    }
}
