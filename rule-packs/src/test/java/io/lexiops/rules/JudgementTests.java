package io.lexiops.rules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class JudgementTests {

    private static final RulePacks PACKS = RulePacks.builtIn();

    private static GuardInput update(Map<String, Object> before, Map<String, Object> after) {
        return new GuardInput(
                Map.of("tool", "k8s_patch"),
                Map.of("apiVersion", "apps/v1", "kind", "Deployment", "namespace", "shop", "name", "web"),
                "update",
                before,
                after,
                List.of(),
                Map.of(),
                Map.of("name", "jane", "role", "operator"));
    }

    private static Map<String, Object> deployment(int replicas, String image, Map<String, Object> annotations) {
        return Map.of(
                "kind",
                "Deployment",
                "metadata",
                Map.of("name", "web", "namespace", "shop", "labels", Map.of("app", "web")),
                "spec",
                Map.of(
                        "replicas",
                        replicas,
                        "template",
                        Map.of(
                                "metadata",
                                Map.of("annotations", annotations),
                                "spec",
                                Map.of("containers", List.of(Map.of("name", "web", "image", image))))));
    }

    @Test
    void ordinaryWorkPasses() {
        var now = deployment(3, "registry.test/nginx:1.21", Map.of());

        assertThat(PACKS.judge(update(now, deployment(4, "registry.test/nginx:1.21", Map.of()))))
                .isEmpty();
        assertThat(PACKS.judge(update(now, deployment(6, "registry.test/nginx:1.21", Map.of()))))
                .isEmpty();
        assertThat(PACKS.judge(update(now, deployment(3, "registry.test/nginx:1.22", Map.of()))))
                .isEmpty();
        assertThat(PACKS.judge(update(
                        now,
                        deployment(3, "registry.test/nginx:1.21", Map.of("kubectl.kubernetes.io/restartedAt", "x")))))
                .isEmpty();
        assertThat(PACKS.judge(new GuardInput(
                        Map.of("tool", "k8s_apply"),
                        Map.of("apiVersion", "v1", "kind", "ConfigMap", "namespace", "shop", "name", "limits"),
                        "create",
                        Map.of(),
                        Map.of("kind", "ConfigMap", "data", Map.of("max", "10")),
                        List.of(),
                        Map.of(),
                        Map.of())))
                .isEmpty();
    }

    @Test
    void theWeightiestFindingStandsFirst() {
        var findings = PACKS.judge(new GuardInput(
                Map.of("tool", "k8s_delete"),
                Map.of("kind", "PersistentVolumeClaim", "namespace", "kube-system", "name", "data"),
                "delete",
                Map.of("metadata", Map.of("name", "data")),
                Map.of(),
                List.of(),
                Map.of(),
                Map.of()));

        assertThat(findings)
                .extracting(Finding::rule)
                .containsExactly("core/system-namespace", "core/data-delete", "core/object-delete");
    }

    @Test
    void aGuardThatCannotBeEvaluatedObjects(@TempDir Path temp) throws RulePackRejected {
        var packs = new PackDirectory(temp)
                .pack("ours")
                .write("ours/guards/frozen.yaml", """
                        guard: frozen
                        violates: new.spec.frozen
                        severity: block
                        why: Frozen.
                        examples:
                          - {name: frozen, new: {spec: {frozen: true}}, expect: block}
                          - {name: not, new: {spec: {frozen: false}}, expect: pass}
                        """)
                .above(PACKS);

        assertThat(packs.judge(update(Map.of(), Map.of("spec", Map.of()))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
                    assertThat(finding.message())
                            .isEqualTo("cannot be evaluated for this change and therefore counts as violated:"
                                    + " key 'frozen' is not present in map.");
                });
        assertThat(packs.judge(update(Map.of(), Map.of("spec", Map.of("frozen", "maybe")))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("neither true nor false"));
    }

    @Test
    void whatNoGuardCanLookAtIsBlocked() {
        Map<String, Object> deep = Map.of();
        for (int i = 0; i < 200; i++) {
            deep = Map.of("x", deep);
        }
        assertThat(PACKS.judge(update(Map.of(), deep)))
                .extracting(Finding::severity)
                .containsExactly(Severity.BLOCK);
        assertThat(PACKS.judge(update(Map.of(), Map.of("data", "x".repeat(9_000_000)))))
                .extracting(Finding::message)
                .containsExactly("no guard can look at this object: larger than 8000000 bytes");
        assertThat(PACKS.judge(update(Map.of(), Map.of("data", new Object()))))
                .extracting(Finding::rule)
                .containsExactly("engine/unreadable");
    }

    @Test
    void aDiffHasBothSidesEvenIfOneIsAbsent(@TempDir Path temp) throws RulePackRejected {
        var packs = new PackDirectory(temp)
                .pack("ours")
                .write("ours/guards/added.yaml", """
                        guard: added
                        violates: diff.exists(d, d.old == null && d.path.startsWith("data."))
                        severity: note
                        why: A key more.
                        examples:
                          - {name: more, old: {data: {a: "1"}}, new: {data: {a: "1", b: "2"}}, expect: note}
                          - {name: other, old: {data: {a: "1"}}, new: {data: {a: "2"}}, expect: pass}
                        """)
                .above(PACKS);
        var added = new HashMap<String, Object>(Map.of("path", "data.b", "new", "2"));
        added.put("old", null);
        var input =
                new GuardInput(Map.of(), Map.of(), "update", Map.of(), Map.of(), List.of(added), Map.of(), Map.of());

        assertThat(packs.judge(input)).extracting(Finding::rule).containsExactly("ours/added");
    }

    @Test
    void absentAndNullFieldsAreNoReasonToObject() {
        var withNulls = new HashMap<String, Object>();
        withNulls.put("metadata", null);
        withNulls.put("spec", null);

        assertThat(PACKS.judge(update(withNulls, withNulls))).isEmpty();
        assertThat(PACKS.judge(update(Map.of(), Map.of()))).isEmpty();
    }

    /** Any tree at all: a judgement, always the same, and nothing of the input is changed. */
    @Test
    void theSameInputHasTheSameJudgement() {
        var random = new Random(7);
        for (int i = 0; i < 300; i++) {
            var input = new GuardInput(
                    Map.of("tool", "k8s_patch"),
                    Map.of(
                            "kind",
                            List.of("Deployment", "Service", "Role", "NetworkPolicy", "Pod")
                                    .get(i % 5)),
                    i % 3 == 0 ? "create" : "update",
                    tree(random, 5),
                    tree(random, 5),
                    List.of(),
                    Map.of(),
                    Map.of());
            var seen = input.toString();

            var judgement = PACKS.judge(input);

            assertThat(PACKS.judge(input)).isEqualTo(judgement);
            assertThat(input).hasToString(seen);
        }
    }

    @Test
    void manyCanJudgeAtOnce() {
        var input = update(deployment(3, "nginx:1", Map.of()), deployment(0, "other.test/nginx:latest", Map.of()));
        var expected = PACKS.judge(input);

        assertThat(IntStream.range(0, 200).parallel().mapToObj(_ -> PACKS.judge(input)))
                .allMatch(expected::equals);
    }

    private static Map<String, Object> tree(Random random, int depth) {
        var names = List.of(
                "spec",
                "template",
                "metadata",
                "containers",
                "rules",
                "ingress",
                "labels",
                "name",
                "image",
                "replicas",
                "securityContext",
                "env",
                "value",
                "selector",
                "verbs",
                "from",
                "kind",
                "resources",
                "finalizers");
        var map = new LinkedHashMap<String, Object>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            map.put(names.get(random.nextInt(names.size())), value(random, depth));
        }
        return map;
    }

    private static Object value(Random random, int depth) {
        return switch (depth == 0 ? random.nextInt(4) : random.nextInt(8)) {
            case 0 -> random.nextInt(100);
            case 1 -> "x".repeat(random.nextInt(5));
            case 2 -> random.nextBoolean();
            case 3 -> random.nextDouble();
            case 4, 5 -> {
                var list = new ArrayList<Object>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> tree(random, depth - 1);
        };
    }
}
