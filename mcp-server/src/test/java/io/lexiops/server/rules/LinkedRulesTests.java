package io.lexiops.server.rules;

import io.lexiops.rules.GuardInput;
import io.lexiops.rules.PackVersion;
import io.lexiops.rules.RulePacks;
import io.lexiops.rules.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LinkedRulesTests {

    private static final RulePacks BUILT_IN = RulePacks.builtIn();

    private static final String GUARD = """
            guard: no-fridays
            violates: target.name == "%s"
            severity: block
            why: Not today.
            examples:
              - {name: that one, target: {name: "%s"}, expect: block}
              - {name: another, target: {name: other}, expect: pass}
            """;

    @TempDir
    Path temp;

    private LinkedRules rules;

    @BeforeEach
    void follow() {
        rules = new LinkedRules(temp.resolve("current"), () -> BUILT_IN, true);
    }

    private void publish(String commit, String guard) throws IOException {
        var pack = temp.resolve("commits").resolve(commit).resolve("ours");
        Files.createDirectories(pack.resolve("guards"));
        Files.writeString(pack.resolve("pack.yaml"), """
                name: ours
                version: "1"
                owner: we
                description: Ours.
                """);
        Files.writeString(pack.resolve("guards/no-fridays.yaml"), guard);
        var link = Files.createSymbolicLink(temp.resolve("current.new"), Path.of("commits", commit));
        Files.move(link, temp.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<Severity> judgementOf(String name) {
        var input = new GuardInput(
                Map.of(), Map.of("name", name), "update", Map.of(), Map.of(), List.of(), Map.of(), Map.of());
        return rules.current().judge(input).stream()
                .map(finding -> finding.severity())
                .toList();
    }

    @Test
    void withoutALinkTheBuiltInPacksHold() {
        assertThat(rules.current()).isSameAs(BUILT_IN);
        assertThat(rules.packs()).extracting(PackVersion::name).containsExactly("core");
    }

    @Test
    void anotherTargetOfTheLinkBringsOtherRules() throws IOException {
        publish("a".repeat(40), GUARD.formatted("web", "web"));
        assertThat(judgementOf("web")).containsExactly(Severity.BLOCK);
        assertThat(rules.packs().getLast().commit()).isEqualTo("a".repeat(40));
        var digest = rules.current().digest();

        publish("b".repeat(40), GUARD.formatted("cart", "cart"));
        assertThat(judgementOf("web")).isEmpty();
        assertThat(judgementOf("cart")).containsExactly(Severity.BLOCK);
        assertThat(rules.current().digest()).isNotEqualTo(digest);
    }

    @Test
    void whatIsNotReplacedIsNotReadAgain() throws IOException {
        publish("a".repeat(40), GUARD.formatted("web", "web"));

        assertThat(rules.current()).isSameAs(rules.current());
    }

    @Test
    void brokenRulesLeaveTheOnesBeforeInForceAndTheStatusSaysWhy() throws IOException {
        publish("a".repeat(40), GUARD.formatted("web", "web"));
        assertThat(judgementOf("web")).containsExactly(Severity.BLOCK);

        publish("b".repeat(40), GUARD.formatted("web", "web").replace("target.name", "target.nam"));

        assertThat(judgementOf("web")).containsExactly(Severity.BLOCK);
        assertThat(rules.value())
                .asString()
                .contains("refused=" + "b".repeat(40), "ours/guards/no-fridays.yaml:2:17: undefined field 'nam'");

        publish("c".repeat(40), GUARD.formatted("cart", "cart"));
        assertThat(rules.value()).asString().contains("refused=,", "problems=[]");
    }

    @Test
    void aLinkThatIsGoneChangesNothing() throws IOException {
        publish("a".repeat(40), GUARD.formatted("web", "web"));
        assertThat(judgementOf("web")).containsExactly(Severity.BLOCK);

        Files.delete(temp.resolve("current"));

        assertThat(judgementOf("web")).containsExactly(Severity.BLOCK);
    }
}
