package io.lexiops.server.audit;

import io.lexiops.server.redact.InstallationKey;
import java.nio.file.Path;

/** A process that appends until it is killed; prints the sequence of each record once it is written. */
final class KilledWriter {

    private KilledWriter() {}

    public static void main(String[] folder) {
        try (var database = TestTrail.inFile(folder[0] + "/audit", InstallationKey.in(Path.of(folder[0])), true)) {
            while (!Thread.interrupted()) {
                System.out.println(database.trail
                        .append(TestTrail.entry("ann", "status", "ok"))
                        .sequence());
            }
        }
    }
}
