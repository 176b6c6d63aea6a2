package io.lexiops.server.change;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Keyed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Handles with which a caller confirms what a preview has shown: {@code expiry-nonce-state-mac}, all in hex, so that no
 * redactor takes them for a secret. The mac covers the caller, the tool, the arguments, the cluster and the state of every target; the
 * state is told apart, so that "somebody has changed it" can be said.
 */
final class ConfirmationHandles {

    private static final Pattern SHAPE =
            Pattern.compile("([0-9a-f]{1,12})-([0-9a-f]{32})-([0-9a-f]{32})-([0-9a-f]{64})");
    private static final int NONCE_BYTES = 16;
    private static final int STATE_BYTES = 16;

    private final Keyed keyed;
    private final Duration validity;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    ConfirmationHandles(InstallationKey key, Duration validity, InstantSource clock) {
        this.keyed = key.forPurpose("confirmation");
        this.validity = validity;
        this.clock = clock;
    }

    /** A handle for the caller. */
    record Handle(String text, Instant expiry) {}

    /** What a handle is worth now. */
    sealed interface Check {
        record Good(Decision.Permit permit) implements Check {}

        /** In words for the caller. */
        record Bad(String why) implements Check {}
    }

    Handle give(WriteCall call, Judged seen) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var expiry = Instant.ofEpochSecond(clock.instant().plus(validity).getEpochSecond());
        var open =
                Long.toHexString(expiry.getEpochSecond()) + "-" + HexFormat.of().formatHex(nonce) + "-" + state(seen);
        return new Handle(open + "-" + mac(call, open), expiry);
    }

    Check check(String handle, WriteCall call, Judged now) {
        var parts = SHAPE.matcher(handle);
        if (!parts.matches()) {
            return new Check.Bad("it is no confirmation handle");
        }
        var open = handle.substring(0, parts.start(4) - 1);
        if (!MessageDigest.isEqual(bytes(parts.group(4)), bytes(mac(call, open)))) {
            return new Check.Bad("it is not for this caller, tool and arguments");
        }
        var expiry = Instant.ofEpochSecond(Long.parseLong(parts.group(1), 16));
        if (!clock.instant().isBefore(expiry)) {
            return new Check.Bad("it has expired");
        }
        if (!parts.group(3).equals(state(now))) {
            return new Check.Bad("somebody has changed a target since the preview");
        }
        return new Check.Good(new Decision.Permit("handle:" + parts.group(2), expiry));
    }

    private String mac(WriteCall call, String open) {
        var message = new StringBuilder();
        var cluster = call.clusterName();
        for (var part : new String[] {
            call.caller().name(),
            call.caller().role().name(),
            call.spec().name(),
            call.digest(),
            cluster == null ? "" : cluster,
            open
        }) {
            // each with its length, so that nothing can move from one part to the next
            message.append(part.length()).append(':').append(part);
        }
        return HexFormat.of().formatHex(keyed.mac(message.toString()));
    }

    private String state(Judged judged) {
        return HexFormat.of().formatHex(keyed.mac("state:" + Json.text(judged.targetsJson())), 0, STATE_BYTES);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
