package io.lexiops.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CauseTests {

    private static final RulePacks BUILT_IN = RulePacks.builtIn();

    @TempDir
    Path temp;

    private RulePacks packs;

    @BeforeEach
    void load() throws RulePackRejected {
        packs = new PackDirectory(temp)
                .pack("ours")
                .write("ours/causes/image-tag-missing.yaml", PackDirectory.CAUSE)
                .above(BUILT_IN);
    }

    private static Map<String, Object> waiting(String pod, Object rollback) {
        return Map.of(
                "reason",
                "ErrImagePull",
                "message",
                "web:9 not found",
                "container",
                "web",
                "image",
                "web:9",
                "workload",
                Map.of("kind", "Deployment", "namespace", "shop", "name", "web"),
                "rollback",
                rollback,
                "evidence",
                List.of(Map.of("source", "Pod/" + pod + " status", "text", "its own")));
    }

    private List<CauseMatch> ours(Map<String, List<Map<String, Object>>> facts) {
        return packs.causes(facts).stream()
                .filter(match -> match.rule().startsWith("ours/"))
                .toList();
    }

    @Test
    void aFactThatShowsACauseGivesWordsEvidenceAndFixes() {
        assertThat(ours(Map.of("waiting", List.of(waiting("web-1", Map.of("revision", 3))))))
                .containsExactly(new CauseMatch(
                        "ours/image-tag-missing",
                        "image",
                        90,
                        Map.of("kind", "Deployment", "namespace", "shop", "name", "web"),
                        "web of web cannot pull web:9: the tag does not exist",
                        List.of(Map.of("source", "Pod/web-1 status", "text", "web:9 not found")),
                        List.of(new Fix(
                                "previous-revision",
                                "k8s_rollout",
                                Map.of("action", "undo", "name", "web", "toRevision", 3L),
                                "revision 3 ran",
                                "low",
                                "converged")),
                        new Handover(
                                "only you know the right tag", List.of("kubectl set image deploy/web web=IMAGE"))));
    }

    @Test
    void aFixThatLacksWhatItNeedsIsNotOffered() {
        assertThat(ours(Map.of("waiting", List.of(waiting("web-1", Map.of())))))
                .singleElement()
                .satisfies(match -> assertThat(match.fixes()).isEmpty());
    }

    @Test
    void theSameSaidOfSeveralPodsIsSaidOnceWithAllEvidence() {
        assertThat(ours(Map.of("waiting", List.of(waiting("web-1", Map.of()), waiting("web-2", Map.of())))))
                .singleElement()
                .satisfies(match -> assertThat(match.evidence())
                        .extracting(item -> item.get("source"))
                        .containsExactly("Pod/web-1 status", "Pod/web-2 status"));
    }

    @Test
    void noFactsShowNothing() {
        assertThat(packs.causes(Map.of())).isEmpty();
        assertThat(ours(Map.of("waiting", List.of(Map.of())))).isEmpty();
        assertThat(ours(Map.of("waiting", List.of(Map.of("reason", 5, "message", List.of())))))
                .isEmpty();
    }

    @Test
    void aRuleMayAskForFactsThatNobodyFound() throws RulePackRejected {
        var quiet = new PackDirectory(temp)
                .write("ours/causes/quiet.yaml", """
                        cause: quiet
                        class: other
                        for: pod
                        when: facts.event.size() == 0 && !facts.restart.exists(r, r.count > 3)
                        target: {kind: Pod, name: "{{it.name}}", labels: "{{it.labels}}", node: "{{it.?node}}"}
                        says: nothing is heard of {{it.name}}
                        rank: 1
                        examples:
                          - {name: quiet, facts: {pod: [{name: a, labels: {x: y}}]}, expect: match}
                          - {name: an event, facts: {pod: [{name: a}], event: [{}]}, expect: no-match}
                        """)
                .above(BUILT_IN)
                .causes(Map.of("pod", List.of(Map.of("name", "web-1", "labels", Map.of("app", "web")))));

        assertThat(quiet)
                .filteredOn(match -> match.rule().equals("ours/quiet"))
                .extracting(CauseMatch::target)
                .containsExactly(Map.of("kind", "Pod", "name", "web-1", "labels", Map.of("app", "web")));
    }
}
