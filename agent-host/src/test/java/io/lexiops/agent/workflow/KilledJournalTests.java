package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class KilledJournalTests {

    @TempDir
    Path folder;

    @Test
    void everyConfirmedEventIsThereHoweverOftenTheProcessIsKilled() throws Exception {
        var confirmed = new ArrayList<Integer>();
        int next = 1;
        for (int kill = 0; kill < 5; kill++) {
            int last = writeAndKill(next, 150 + 7 * kill);
            IntStream.rangeClosed(next, last).forEach(confirmed::add);
            // What was under way when the kill came may be there in part; the next process starts after it.
            next = last + 2;
            var journal = WorkflowFixture.journalIn(folder);
            for (var number : confirmed) {
                assertThat(journal.find(new RequestId("aaaa-%04d".formatted(number))))
                        .as("case %d of %d after kill %d", number, last, kill)
                        .get()
                        .extracting(CaseFile::size)
                        .isEqualTo(2);
            }
            WorkflowFixture.close(folder);
        }
    }

    private int writeAndKill(int first, int cases) throws IOException, InterruptedException {
        var writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledJournalWriter.class.getName(),
                        folder.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = 0;
        try (var lines = writer.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("\\d+")) {
                    last = Integer.parseInt(line);
                    if (last == first + cases) {
                        writer.toHandle().destroyForcibly(); // as the machine would: the pipe stays open
                    }
                }
            }
        }
        assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return last;
    }
}
