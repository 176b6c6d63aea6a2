package io.lexiops.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Waits for a case by long polling and says each thing that happens. */
final class Following {

    private static final Set<String> AT_REST =
            Set.of("COMPLETED", "REJECTED", "CANCELLED", "ESCALATED", "NEEDS_INPUT", "AWAITING_APPROVAL");
    private static final int WAIT_SECONDS = 10;
    private static final Duration LONG = Duration.ofSeconds(WAIT_SECONDS - 1);

    private final HostClient host;
    private final @Nullable PrintWriter progress;

    Following(HostClient host, @Nullable PrintWriter progress) {
        this.host = host;
        this.progress = progress;
    }

    Map<String, Object> untilRest(Map<String, Object> first) {
        var current = first;
        var id = Json.text(first, "id");
        int told = 0;
        var since = System.nanoTime();
        while (true) {
            int before = told;
            told = tell(id, told, current);
            if (AT_REST.contains(Json.text(current, "state"))) {
                return current;
            }
            var silence = Duration.ofNanos(System.nanoTime() - since);
            if (told > before) {
                since = System.nanoTime();
            } else if (silence.compareTo(LONG) >= 0) {
                stillAtIt(current, silence);
            }
            current = next(id, current);
        }
    }

    /** A rollout may take minutes; who waits sees that it is not forgotten. */
    private void stillAtIt(Map<String, Object> current, Duration silence) {
        if (progress != null) {
            progress.println("  ... %s for %d s; Ctrl-C leaves it running"
                    .formatted(Json.text(current, "state").toLowerCase(Locale.ROOT), silence.toSeconds()));
            progress.flush();
        }
    }

    private Map<String, Object> next(String id, Map<String, Object> current) {
        try {
            return host.get(
                    "/api/v1/requests/%s?seen=%s&wait=%d".formatted(id, Json.text(current, "events"), WAIT_SECONDS));
        } catch (CliFailed e) {
            if (e.getCause() instanceof IOException) {
                throw new CliFailed(
                        "the host has gone away; case %s goes on when it is up again, see: copilot show %s"
                                .formatted(id, id),
                        e);
            }
            throw e;
        }
    }

    private int tell(String id, int told, Map<String, Object> current) {
        var count = Integer.parseInt(Json.text(current, "events"));
        if (progress == null || count <= told) {
            return told;
        }
        var events = Json.objects(
                host.get("/api/v1/requests/" + id + "/history?after=" + told).get("events"));
        events.forEach(event -> progress.println("  " + Json.text(event, "says")));
        progress.flush();
        // There may be more of them by now than the case had when it was looked at.
        return told + events.size();
    }
}
