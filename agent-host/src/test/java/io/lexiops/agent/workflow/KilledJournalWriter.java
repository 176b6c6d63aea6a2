package io.lexiops.agent.workflow;

import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import java.nio.file.Path;
import java.time.Instant;

/** A process that opens and cancels cases until it is killed; prints the id of each once both events are confirmed. */
final class KilledJournalWriter {

    private KilledJournalWriter() {}

    public static void main(String[] arguments) {
        int first = Integer.parseInt(arguments[1]);
        var journal = WorkflowFixture.journalIn(Path.of(arguments[0]));
        for (int number = first; !Thread.interrupted(); number++) {
            var id = new RequestId("aaaa-%04d".formatted(number));
            var request = new Request(
                    id,
                    "scale web to " + "9".repeat(number % 900),
                    "shop",
                    Mode.RUN,
                    "ann",
                    false,
                    Request.Origin.OPERATOR,
                    null,
                    Instant.parse("2026-11-23T10:00:00Z"));
            journal.open(new CaseEvent.Received(request), "user:ann");
            journal.append(id, 1, "user:ann", new CaseEvent.Cancelled("ann", "no"));
            System.out.println(number);
        }
    }
}
