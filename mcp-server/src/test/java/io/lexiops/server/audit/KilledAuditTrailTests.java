package io.lexiops.server.audit;

import io.lexiops.server.redact.InstallationKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class KilledAuditTrailTests {

    @TempDir
    Path folder;

    @Test
    void whatWasAppendedIsThereAndIntactAfterTheProcessWasKilled() throws Exception {
        var writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long told = killAfter(200, writer);
        try (var database = TestTrail.inFile(folder + "/audit", InstallationKey.in(folder), false)) {
            assertThat(database.trail.verify())
                    .isInstanceOfSatisfying(
                            Verification.Intact.class,
                            intact -> assertThat(intact.records()).isBetween(told, told + 1));
            assertThat(database.trail
                            .append(TestTrail.entry("ann", "status", "ok"))
                            .sequence())
                    .isGreaterThan(told);
            assertThat(database.trail.verify()).isInstanceOf(Verification.Intact.class);
        }
    }

    private static long killAfter(int records, Process writer) throws IOException, InterruptedException {
        long last = 0;
        try (var lines = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Long.parseLong(line);
                if (last == records) {
                    writer.toHandle().destroyForcibly(); // as the machine would: the pipe stays open
                }
            }
        }
        assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return last;
    }
}
