package io.lexiops.server.change;

import io.lexiops.rules.Finding;
import io.lexiops.rules.RulePacks;
import io.lexiops.rules.Severity;
import io.lexiops.server.access.Fence;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** The pipeline asks the guards of the built-in packs in their own words. */
class BuiltInGuardsTests {

    private static final RulePacks PACKS = RulePacks.builtIn();

    private final InstallationKey key = InstallationKey.random();
    private final Judge judge = new Judge(
            new Fence(Set.of(), Set.of()),
            new Redactor(key),
            GuardPacks.of(() -> PACKS),
            new SeenVersions(key, new ChangeFixture().ledger));

    @Test
    void aSmallStepIsFineAndALargeOneNeedsAPerson() {
        assertThat(judge(deployment(3), deployment(4), null).findings()).isEmpty();

        assertThat(judge(deployment(3), deployment(300), null).findings())
                .extracting(Finding::rule, Finding::severity)
                .contains(tuple("core/replica-change", Severity.APPROVAL));
    }

    @Test
    void whatHelmManagesIsNotChangedBehindItsBack() {
        var judged = judge(deployment(3), deployment(4), new Owner("helm", "shop"));

        assertThat(judged.blocked()).isTrue();
        assertThat(judged.findings()).extracting(Finding::rule).contains("core/managed-by-helm");
    }

    @Test
    void fieldsThatComeAndGoAreNoTrouble() {
        var made = judge(null, deployment(3), null);
        var gone = judge(deployment(3), null, null);

        assertThat(made.findings()).extracting(Finding::rule).noneMatch(rule -> rule.startsWith("engine/"));
        assertThat(gone.findings())
                .extracting(Finding::rule)
                .noneMatch(rule -> rule.startsWith("engine/"))
                .contains("core/object-delete");
    }

    private Judged judge(
            @Nullable Map<String, Object> before, @Nullable Map<String, Object> after, @Nullable Owner owner) {
        var tool = new FixedTool(before, after, owner);
        return judge.judge(WriteCall.of(
                tool, ToolArguments.of(tool.spec(), Map.of()), ChangeFixture.OPERATOR, FakeContext.plain()));
    }

    private static Map<String, Object> deployment(long replicas) {
        return Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "metadata",
                Map.of("name", "web", "namespace", "shop", "uid", "u", "resourceVersion", "1"),
                "spec",
                Map.of(
                        "replicas",
                        replicas,
                        "template",
                        Map.of("spec", Map.of("containers", List.of(Map.of("name", "web", "image", "nginx:1.22"))))));
    }

    private record FixedTool(
            @Nullable Map<String, Object> before,
            @Nullable Map<String, Object> after,
            @Nullable Owner owner) implements WriteTool, PlannedWrite {

        @Override
        public ToolSpec spec() {
            return new ToolSpec("k8s_scale", "Scale", ToolEffect.CHANGE, "for tests", List.of(), true, false);
        }

        @Override
        public PlannedWrite plan(ToolArguments arguments, Caller caller) {
            return this;
        }

        @Override
        public WritePreview preview() {
            var target = new TargetRef(
                    "apps/v1",
                    "Deployment",
                    "shop",
                    "web",
                    before == null ? null : "u",
                    before == null ? TargetRef.ABSENT : "1");
            var operation = before == null ? Operation.CREATE : after == null ? Operation.DELETE : Operation.UPDATE;
            return new WritePreview(
                    List.of(new TargetChange(target, operation, before, after)), owner, null, List.of());
        }

        @Override
        public List<TargetRef> execute(WritePreview preview) {
            return List.of();
        }

        @Override
        public Convergence look(WritePreview preview, List<TargetRef> written) {
            return Convergence.reached();
        }
    }
}
