package io.lexiops.agent.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Closed cases for tests. */
final class Cases {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private Cases() {}

    static ClosedCase fault(String id, String owner, Duration ago) {
        return closed(
                id,
                "fix " + owner,
                "image",
                "core/image-tag-missing",
                owner,
                "core/previous-revision",
                List.of(),
                true,
                ago);
    }

    static ClosedCase rejected(String id, String guard, Duration ago) {
        return closed(
                id,
                "scale web to 900",
                "",
                "",
                "Deployment shop/web",
                "core/scale-workload",
                List.of(guard),
                true,
                ago);
    }

    static ClosedCase unknown(String id, String text, Duration ago) {
        return closed(id, text, "", "", "", "", List.of(), false, ago);
    }

    private static ClosedCase closed(
            String id,
            String text,
            String faultClass,
            String cause,
            String owner,
            String template,
            List<String> rejecting,
            boolean understood,
            Duration ago) {
        return new ClosedCase(
                id,
                text,
                faultClass,
                cause,
                owner,
                template,
                rejecting,
                understood,
                understood ? ClosedCase.Outcome.COMPLETED : ClosedCase.Outcome.ESCALATED,
                NOON.minus(ago),
                NOON.minus(ago));
    }
}
