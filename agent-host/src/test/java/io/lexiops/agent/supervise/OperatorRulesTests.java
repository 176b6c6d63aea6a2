package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.CommandLineGit;
import io.lexiops.rules.PackVersion;
import io.lexiops.rules.RulePacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person commits to the rule repository, and what holds then. */
class OperatorRulesTests {

    private static final RulePacks BUILT_IN = RulePacks.builtIn();

    private static final String GUARD = """
            guard: frozen
            violates: target.name == "web"
            severity: block
            why: The shop is frozen until the sale is over.
            examples:
              - {name: the shop, target: {name: web}, expect: block}
              - {name: another, target: {name: cart}, expect: pass}
            """;

    @TempDir
    Path temp;

    private GitRuleRepository repository;

    private FollowedPacks packs;

    @BeforeEach
    void open() {
        repository = new GitRuleRepository(temp, new RulePackCheck(() -> BUILT_IN), Clock.systemUTC());
        packs = new FollowedPacks(() -> BUILT_IN, repository::linked);
    }

    @AfterEach
    void close() {
        repository.close();
    }

    private void commit(String path, String text) throws IOException {
        repository.repository();
        var file = temp.resolve("repository").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        var git = new CommandLineGit(temp.resolve("repository"));
        git.run("add", "-A");
        git.run("commit", "-qm", "by hand");
    }

    private void commitPack() throws IOException {
        commit("ours/pack.yaml", "name: ours\nversion: 1\nowner: we\ndescription: Ours.\n");
    }

    @Test
    void beforeAnybodyCommitsTheBuiltInRulesHold() {
        repository.inForce();

        assertThat(packs.current().digest()).isEqualTo(BUILT_IN.digest());
        assertThat(packs.current().versions()).extracting(PackVersion::name).containsExactly("core");
    }

    @Test
    void aRuleThatAPersonCommitsHolds() throws IOException {
        commitPack();
        commit("ours/guards/frozen.yaml", GUARD);
        var rules = repository.inForce().orElseThrow();

        assertThat(packs.current().guards()).anyMatch(guard -> guard.id().equals("ours/frozen"));
        assertThat(packs.current().versions().getLast().commit()).isEqualTo(rules.commit());
        assertThat(packs.current()).isSameAs(packs.current());
    }

    @Test
    void aBrokenRuleIsRefusedWithFileLineAndColumnAndTheRulesBeforeItHold() throws IOException {
        commitPack();
        commit("ours/guards/frozen.yaml", GUARD);
        repository.inForce();
        var before = packs.current();

        commit("ours/guards/frozen.yaml", GUARD.replace("target.name", "target.title"));

        assertThat(repository.state().problems())
                .containsExactly(new RuleProblem("ours/guards/frozen.yaml", 2, 17, "undefined field 'title'"));
        assertThat(packs.current()).isSameAs(before);
    }

    @Test
    void aRuleThatFailsItsOwnExampleIsRefused() throws IOException {
        commitPack();
        commit("ours/guards/frozen.yaml", GUARD.replace("{name: cart}", "{name: web}"));

        assertThat(repository.state().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .hasToString(
                                "ours/guards/frozen.yaml:7:5: example \"another\": expected to pass, but is violated:"
                                        + " The shop is frozen until the sale is over."));
    }

    @Test
    void signalsComeFromThePacks() throws IOException {
        assertThat(packs.inForce())
                .contains(new SignalRule("core/unknown-intent", SignalRule.Kind.UNKNOWN_INTENT, 3, Duration.ofDays(7)))
                .hasSize(3);

        commitPack();
        commit("ours/signals/often.yaml", """
                signal: often
                kind: repeated_cause
                cases: 5
                window: 12h
                why: Twice a shift is too often.
                examples:
                  - {name: five, cases: 5, within: 12h, expect: match}
                  - {name: four, cases: 4, within: 12h, expect: no-match}
                """);
        repository.inForce();

        assertThat(packs.inForce())
                .contains(new SignalRule("ours/often", SignalRule.Kind.REPEATED_CAUSE, 5, Duration.ofHours(12)));
    }
}
