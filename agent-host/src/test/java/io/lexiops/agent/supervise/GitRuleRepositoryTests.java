package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.CommandLineGit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class GitRuleRepositoryTests {

    @TempDir
    Path temp;

    private GitRuleRepository rules;

    @BeforeEach
    void open() {
        rules = new GitRuleRepository(temp, GitRuleRepositoryTests::check, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        rules.close();
    }

    /** Every line of a guard must begin with a key. */
    private static List<RuleProblem> check(Path directory) throws IOException {
        var problems = new ArrayList<RuleProblem>();
        try (var files = Files.walk(directory)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                var lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (!lines.get(i).matches("[a-z]+: .*")) {
                        problems.add(new RuleProblem(directory.relativize(file).toString(), i + 1, 1, "no key"));
                    }
                }
            }
        }
        return problems;
    }

    private void commit(String path, String text) throws IOException {
        rules.repository();
        var file = temp.resolve("repository").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        git().run("add", "-A");
        git().run("commit", "-qm", "by hand");
    }

    private CommandLineGit git() {
        return new CommandLineGit(temp.resolve("repository"));
    }

    private String current(String path) throws IOException {
        return Files.readString(temp.resolve("current").resolve(path));
    }

    @Test
    void beginsWithARepositoryThatSaysWhatToDo() {
        assertThat(rules.inForce())
                .hasValueSatisfying(
                        now -> assertThat(now.directory().resolve("README.md")).exists());
        assertThat(rules.state().well()).isTrue();
        assertThat(git().run("status", "--porcelain")).isEmpty();
    }

    @Test
    void aValidCommitComesIntoForce() throws IOException {
        var heard = new ArrayList<RulesInForce>();
        rules.onChange(heard::add);
        commit("pack/guards/a.yaml", "guard: a\n");

        var now = rules.inForce().orElseThrow();

        assertThat(now.commit()).isEqualTo(git().run("rev-parse", "main").strip());
        assertThat(current("pack/guards/a.yaml")).isEqualTo("guard: a\n");
        assertThat(heard).containsExactly(now);
    }

    @Test
    void aBrokenCommitIsRefusedWithFileAndLineAndTheOneBeforeStays() throws IOException {
        commit("pack/guards/a.yaml", "guard: a\n");
        var good = rules.inForce().orElseThrow();
        commit("pack/guards/a.yaml", "guard: a\n  oops\n");

        assertThat(rules.inForce()).hasValue(good);
        assertThat(current("pack/guards/a.yaml")).isEqualTo("guard: a\n");
        assertThat(rules.state().problems()).containsExactly(new RuleProblem("pack/guards/a.yaml", 2, 1, "no key"));
        assertThat(rules.state().refused())
                .isEqualTo(git().run("rev-parse", "main").strip());

        commit("pack/guards/a.yaml", "guard: b\n");
        assertThat(rules.state().well()).isTrue();
        assertThat(current("pack/guards/a.yaml")).isEqualTo("guard: b\n");
    }

    @Test
    void whatWasInForceIsInForceAfterARestartAlthoughTheHeadIsBroken() throws IOException {
        commit("pack/guards/a.yaml", "guard: a\n");
        var good = rules.inForce().orElseThrow();
        commit("pack/guards/a.yaml", "oops\n");
        rules.close();
        open();

        assertThat(rules.inForce()).hasValue(good);
        assertThat(rules.state().problems()).hasSize(1);
    }

    @Test
    void goingBackToTheCommitInForceClearsTheRefusal() throws IOException {
        var good = rules.inForce().orElseThrow();
        commit("pack/guards/a.yaml", "oops\n");
        assertThat(rules.state().well()).isFalse();
        git().run("reset", "-q", "--hard", good.commit());

        assertThat(rules.state().well()).isTrue();
    }

    @Test
    void linksAndHugeFilesAreRefused() throws IOException {
        var good = rules.inForce().orElseThrow();
        Files.createSymbolicLink(temp.resolve("repository/passwd.yaml"), Path.of("/etc/passwd"));
        commit("big.yaml", "x: " + "y".repeat(300_000) + "\n");

        assertThat(rules.inForce()).hasValue(good);
        assertThat(rules.state().problems())
                .extracting(RuleProblem::file)
                .containsExactlyInAnyOrder("big.yaml", "passwd.yaml");
    }

    @Test
    void aReaderOfTheLinkNeverSeesHalfACommit() throws Exception {
        commit("a.yaml", "a: 0\n");
        commit("b.yaml", "b: 0\n");
        rules.inForce();
        var mixed = new ArrayList<String>();
        var reading = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    var directory = temp.resolve("current").toRealPath();
                    var a = Files.readString(directory.resolve("a.yaml")).substring(2);
                    var b = Files.readString(directory.resolve("b.yaml")).substring(2);
                    if (!a.equals(b)) {
                        mixed.add(a + b);
                    }
                } catch (IOException e) {
                    mixed.add(e.toString());
                }
            }
        });
        for (int i = 1; i <= 3; i++) {
            Files.writeString(temp.resolve("repository/a.yaml"), "a: " + i + "\n");
            commit("b.yaml", "b: " + i + "\n");
            rules.inForce();
        }
        reading.interrupt();
        reading.join();

        assertThat(mixed).isEmpty();
    }

    @Test
    void isReadAgainByItself() throws IOException {
        rules.start(Duration.ofMillis(50));
        commit("pack/guards/a.yaml", "guard: timer\n");

        Awaitility.await()
                .untilAsserted(() -> assertThat(current("pack/guards/a.yaml")).isEqualTo("guard: timer\n"));
    }
}
