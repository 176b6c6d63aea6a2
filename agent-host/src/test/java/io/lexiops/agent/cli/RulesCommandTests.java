package io.lexiops.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class RulesCommandTests {

    private static final String GUARD = """
            guard: frozen
            violates: target.name == "web"
            severity: block
            why: Frozen.
            examples:
              - {name: the shop, target: {name: web}, expect: block}
              - {name: another, target: {name: cart}, expect: pass}
            """;

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();

    @BeforeEach
    void writePack() throws IOException {
        Files.createDirectories(temp.resolve("ours/guards"));
        Files.writeString(temp.resolve("ours/pack.yaml"), "name: ours\nversion: 1\nowner: we\ndescription: Ours.\n");
    }

    private int run(String guard, String... arguments) throws IOException {
        Files.writeString(temp.resolve("ours/guards/frozen.yaml"), guard);
        return new CommandLine(new RulesCommand()).setOut(new PrintWriter(out)).execute(arguments);
    }

    @Test
    void whatIsValidIsCounted() throws IOException {
        assertThat(run(GUARD, "check", temp.toString())).isZero();
        assertThat(out).hasToString("valid: 1 rule, 2 examples%n".formatted());
    }

    @Test
    void whatIsWrongIsNamedWithItsPlace() throws IOException {
        assertThat(run(GUARD.replace("severity", "severty"), "check", temp.toString()))
                .isOne();
        assertThat(out.toString())
                .startsWith("ours/guards/frozen.yaml:3:1: unknown key \"severty\"")
                .endsWith("refused: 1 error in 1 file%n".formatted());
    }

    @Test
    void everyExampleIsShown() throws IOException {
        assertThat(run(GUARD.replace("{name: cart}", "{name: web}"), "test", temp.toString()))
                .isOne();
        assertThat(out).hasToString("""
                ours/frozen
                  ok    the shop
                  FAIL  another (ours/guards/frozen.yaml:7:5)
                        expected to pass, but is violated: Frozen.
                1 rule, 2 examples, 1 failed
                """);
    }

    @Test
    void theBuiltInRulesAreListed() throws IOException {
        assertThat(run(GUARD, "list")).isZero();
        assertThat(out.toString()).contains("guard   core/replica-change", "signal  core/unknown-intent");
    }
}
