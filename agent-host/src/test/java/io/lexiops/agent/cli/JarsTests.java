package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class JarsTests {

    @Test
    void theMachineWarnsOnStandardErrorForStandardOutputSpeaksMcp(@TempDir Path folder)
            throws IOException, InterruptedException {
        var cache = Files.writeString(folder.resolve("stale.aot"), "of another build");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Jars.MACHINE);
        command.addAll(List.of("-XX:AOTCache=" + cache, "-version"));

        var machine = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        var out = new String(machine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(machine.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(out).isEmpty();
        assertThat(Files.readString(folder.resolve("errors"))).contains("[aot", "version");
    }
}
