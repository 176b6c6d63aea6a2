package io.lexiops.agent.review;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.tool.FakeToolbox;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static io.lexiops.agent.review.ReviewFixture.WEB;
import static io.lexiops.agent.review.ReviewFixture.changing;
import static io.lexiops.agent.review.ReviewFixture.field;
import static io.lexiops.agent.review.ReviewFixture.gone;
import static io.lexiops.agent.review.ReviewFixture.scale;
import static io.lexiops.agent.review.ReviewFixture.step;
import static io.lexiops.agent.review.ReviewFixture.target;
import static io.lexiops.agent.review.ReviewFixture.web;
import static io.lexiops.agent.review.ReviewFixture.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReviewerTests {

    private final ReviewFixture world = new ReviewFixture();

    @Test
    void approvesAWriteThatNothingSpeaksAgainst() {
        var review = world.review(scale(4));
        assertThat(review.verdict()).isEqualTo(new Verdict.Approved(List.of()));
        assertThat(review.packs()).isEqualTo("sha256:rules");
        assertThat(review.previews()).singleElement().satisfies(preview -> {
            assertThat(preview.targets()).containsExactly(WEB);
            assertThat(preview.argumentsDigest()).isEqualTo("sha256:arguments");
            assertThat(preview.packs()).isEqualTo("sha256:rules");
            assertThat(preview.deferred()).isFalse();
        });
    }

    @Test
    void onlyPreviewsAndNeverCallsAWriteForReal() {
        world.review(scale(4));
        assertThat(world.reviewer.calls("k8s_scale"))
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.arguments()).containsEntry("dryRun", true));
        assertThat(world.router.calls()).isEmpty();
    }

    @Test
    void approvesAPlanThatOnlyReadsWithoutAskingTheCluster() {
        var read = new Step(1, "k8s_get", Map.of("kind", "Deployment", "name", "nothing"), false, "asked", "answered");
        assertThat(world.review(read).verdict()).isInstanceOf(Verdict.Approved.class);
        assertThat(world.reviewer.calls()).isEmpty();
    }

    @Test
    void collectsAllFindingsAndTheHeaviestDecides() {
        world.namespaces = Set.of("other");
        var findings = world.findings(
                step(1, "k8s_scale", Map.of("name", "web", "namespace", "shop", "replicas", -1L, "colour", "red")));
        assertThat(findings).extracting(Finding::rule).contains(SchemaStage.RULE, ScopeStage.RULE);
        assertThat(world.review(scale(4)).verdict()).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void refusesAnArgumentThatTheToolDoesNotHave() {
        assertThat(messages(SchemaStage.RULE, step(1, "k8s_scale", web("colour", "red"))))
                .singleElement()
                .asString()
                .contains("has no argument 'colour'", "replicas");
    }

    @Test
    void refusesAMissingArgumentAWrongTypeAWordThatIsNotAllowedAndANumberOutOfBounds() {
        assertThat(messages(SchemaStage.RULE, step(1, "k8s_scale", Map.of("replicas", 3L))))
                .anySatisfy(message -> assertThat(message).contains("needs the argument 'name'"));
        assertThat(messages(SchemaStage.RULE, step(1, "k8s_scale", web("replicas", List.of()))))
                .anySatisfy(message -> assertThat(message).contains("not a list"));
        assertThat(messages(SchemaStage.RULE, step(1, "k8s_rollout", web("action", "explode"))))
                .anySatisfy(message -> assertThat(message).contains("restart", "explode"));
        assertThat(messages(SchemaStage.RULE, scale(-1)))
                .anySatisfy(message -> assertThat(message).contains("at least 0"));
        assertThat(messages(SchemaStage.RULE, scale(0))).isEmpty();
    }

    @Test
    void refusesAToolThatIsNotThere() {
        assertThat(messages(SchemaStage.RULE, step(1, "k8s_explode", Map.of())))
                .singleElement()
                .asString()
                .contains("there is no tool 'k8s_explode'");
    }

    @Test
    void doesNotLetAPlanDecideAboutItsOwnDryRun() {
        assertThat(messages(SchemaStage.RULE, step(1, "k8s_scale", web("dryRun", false))))
                .singleElement()
                .asString()
                .contains("does not set 'dryRun'");
    }

    @Test
    void refusesWhatIsNotOpenHere() {
        world.namespaces = Set.of("other");
        assertThat(messages(ScopeStage.RULE, scale(4)))
                .singleElement()
                .asString()
                .contains("'shop' is not open");
        world.namespaces = Set.of("shop");
        assertThat(messages(ScopeStage.RULE, scale(4))).isEmpty();
    }

    @Test
    void refusesAToolThatTheRouterMayNotCall() {
        world.router.without("k8s_scale");
        assertThat(messages(ScopeStage.RULE, scale(4)))
                .singleElement()
                .asString()
                .contains("may not call k8s_scale");
    }

    @Test
    void refusesAWriteInAQuestion() {
        world.mode = Mode.ASK;
        assertThat(messages(ScopeStage.RULE, scale(4)))
                .singleElement()
                .asString()
                .contains("a question changes nothing");
    }

    @Test
    void refusesANameThatDoesNotExistAndSaysWhichIsNear() {
        var wrong = step(1, "k8s_scale", Map.of("kind", "Deployment", "name", "wbe", "replicas", 4L));
        assertThat(world.findings(wrong)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(ClosedWorldStage.RULE);
            assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
            assertThat(finding.remedy()).contains("web");
        });
        assertThat(world.reviewer.calls("k8s_scale")).isEmpty();
    }

    @Test
    void letsALaterStepWaitForWhatAnEarlierOneMakes() {
        world.shows("k8s_apply", changing(target("ConfigMap", "limits"), "create"));
        var review = world.review(
                step(1, "k8s_apply", Map.of("manifest", Map.of("metadata", Map.of("name", "limits")))),
                step(2, "k8s_patch", Map.of("kind", "ConfigMap", "name", "limits", "namespace", "shop")));
        assertThat(review.verdict()).isInstanceOf(Verdict.Approved.class);
        assertThat(review.previews()).extracting(StepPreview::deferred).containsExactly(false, true);
    }

    @Test
    void previewsAStepOnTheSameObjectButDefersIt() {
        var review = world.review(scale(4), step(2, "k8s_set_image", web("image", "web:2")));
        assertThat(review.previews()).extracting(StepPreview::deferred).containsExactly(false, true);
        assertThat(review.previews())
                .allSatisfy(preview -> assertThat(preview.targets()).isNotEmpty());
    }

    @Test
    void looksAtAStepAgainWithoutDeferringIt() {
        var plan = ReviewFixture.plan(scale(4), step(2, "k8s_set_image", web("image", "web:2")));
        var fresh =
                world.reviewer().reviewStep(world.request(), plan, plan.steps().get(1));
        assertThat(fresh.previews()).singleElement().satisfies(preview -> {
            assertThat(preview.step()).isEqualTo(2);
            assertThat(preview.deferred()).isFalse();
        });
    }

    @Test
    void namesTheMissingRightAndTheCommandThatGivesIt() {
        world.reviewer.tool(
                "k8s_can_i",
                call -> new ToolOutcome.Done(
                        "no: may not patch deployments/scale in shop\nan administrator can allow it: kubectl create role x",
                        Map.of("allowed", false, "command", "kubectl create role x")));
        assertThat(world.findings(scale(4))).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(RightsStage.RULE);
            assertThat(finding.message()).contains("may not patch deployments/scale in shop");
            assertThat(finding.remedy()).contains("kubectl create role x");
        });
        assertThat(world.reviewer.calls("k8s_can_i").getFirst().arguments())
                .containsEntry("verb", "patch")
                .containsEntry("subresource", "scale");
    }

    @Test
    void rejectsWhatTheDryRunRefuses() {
        world.reviewer.tool("k8s_scale", _ -> FakeToolbox.failed("forbidden", "no right to do this"));
        assertThat(messages(DryRunStage.RULE, scale(4)))
                .singleElement()
                .asString()
                .contains("no right to do this");
    }

    @Test
    void rejectsWhatCannotBeLookedAtBecauseTheServerIsAway() {
        world.reviewer.tool("k8s_scale", _ -> FakeToolbox.failed("server_unavailable", "cannot be reached"));
        assertThat(world.review(scale(4)).verdict()).isInstanceOf(Verdict.Rejected.class);
        world.reviewer.tool("k8s_scale", _ -> new ToolOutcome.Unanswered("no answer within 60 s"));
        assertThat(world.review(scale(4)).verdict()).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void rejectsAToolThatShowsNoPreview() {
        world.reviewer.tool("k8s_scale", _ -> FakeToolbox.done(Map.of("change", Map.of("id", "c1"))));
        assertThat(world.review(scale(4)).verdict()).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void takesTheGuardsFindingsAsTheServerSaysThem() {
        assertThat(world.review(scale(4)).verdict()).isInstanceOf(Verdict.Approved.class);
        guard("note");
        assertThat(world.review(scale(4)).verdict())
                .isInstanceOfSatisfying(
                        Verdict.Approved.class,
                        approved -> assertThat(approved.findings()).hasSize(1));
        guard("approval");
        assertThat(world.review(scale(4)).verdict())
                .isInstanceOfSatisfying(
                        Verdict.NeedsApproval.class,
                        needs -> assertThat(needs.people()).isEqualTo(1));
        guard("two_person");
        assertThat(world.review(scale(4)).verdict())
                .isInstanceOfSatisfying(
                        Verdict.NeedsApproval.class,
                        needs -> assertThat(needs.people()).isEqualTo(2));
        guard("block");
        assertThat(world.review(scale(4)).verdict()).isInstanceOf(Verdict.Rejected.class);
        guard("a severity of tomorrow");
        assertThat(world.review(scale(4)).verdict()).isInstanceOf(Verdict.Rejected.class);
    }

    private void guard(String severity) {
        var finding = Map.of(
                "rule",
                "core/replica-change",
                "severity",
                severity,
                "message",
                "from 3 to 4",
                "remedy",
                "ask for fewer");
        world.shows(
                "k8s_scale",
                with(changing(WEB, "update", field("spec.replicas", 3L, 4L)), "findings", List.of(finding)));
    }

    @Test
    void asksAPersonWhenAManifestDropsFields() {
        world.shows("k8s_apply", with(changing(WEB, "update"), "fieldLoss", List.of("spec.paused")));
        assertThat(messages(FieldLossStage.RULE, step(1, "k8s_apply", Map.of("manifest", Map.of()))))
                .singleElement()
                .asString()
                .contains("spec.paused");
    }

    @Test
    void sendsAChangeOfWhatHelmOrArgoCdOrAnAutoscalerManagesToItsOwner() {
        for (var owner : Map.of("helm", "helm_upgrade", "argocd", "in Git", "hpa", "maxReplicas")
                .entrySet()) {
            world.shows(
                    "k8s_scale",
                    with(
                            changing(WEB, "update", field("spec.replicas", 3L, 4L)),
                            "owner",
                            Map.of("kind", owner.getKey(), "name", "shop-web")));
            assertThat(world.findings(scale(4))).singleElement().satisfies(finding -> {
                assertThat(finding.rule()).isEqualTo(OwnershipStage.RULE);
                assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
                assertThat(finding.remedy()).contains(owner.getValue());
            });
        }
    }

    @Test
    void letsAnOwnedWorkloadBeRestarted() {
        world.shows("k8s_rollout", with(changing(WEB, "update"), "owner", Map.of("kind", "helm", "name", "shop-web")));
        assertThat(world.findings(step(1, "k8s_rollout", web("action", "restart"))))
                .isEmpty();
    }

    @Test
    void asksAPersonWhenManyPodsOrSeveralNamespacesAreTouched() {
        world.shows("k8s_scale", changing(WEB, "update", field("spec.replicas", 3L, 10L)));
        assertThat(messages(BlastRadiusStage.RULE, scale(10))).isEmpty();
        world.shows("k8s_scale", changing(WEB, "update", field("spec.replicas", 3L, 11L)));
        assertThat(messages(BlastRadiusStage.RULE, scale(11)))
                .singleElement()
                .asString()
                .contains("11 pods");
        var elsewhere = Map.<String, Object>of("kind", "ConfigMap", "namespace", "bank", "name", "x");
        world.shows("k8s_scale", changing(WEB, "update")).shows("k8s_patch", changing(elsewhere, "update"));
        assertThat(messages(BlastRadiusStage.RULE, scale(4), step(2, "k8s_patch", web("patch", Map.of()))))
                .singleElement()
                .asString()
                .contains("bank, shop");
    }

    @Test
    void asksAPersonWhenADisruptionBudgetWantsMorePods() {
        world.reviewer.tool(
                "k8s_list",
                _ -> FakeToolbox.done(Map.of(
                        "items",
                        List.of(Map.of(
                                "metadata",
                                Map.of("name", "web"),
                                "spec",
                                Map.of(
                                        "minAvailable",
                                        "60%",
                                        "selector",
                                        Map.of("matchLabels", Map.of("app", "web"))))))));
        world.shows("k8s_scale", changing(WEB, "update", field("spec.replicas", 3L, 2L)));
        assertThat(messages(BlastRadiusStage.RULE, scale(2))).isEmpty();
        world.shows("k8s_scale", changing(WEB, "update", field("spec.replicas", 3L, 1L)));
        assertThat(messages(BlastRadiusStage.RULE, scale(1)))
                .singleElement()
                .asString()
                .contains("60%");
    }

    @Test
    void refusesToDeleteAndMakeAgain() {
        world.shows("k8s_delete", changing(WEB, "delete"));
        world.shows("k8s_apply", changing(WEB, "create"));
        assertThat(world.findings(
                        step(1, "k8s_delete", Map.of("kind", "Deployment", "name", "web", "namespace", "shop")),
                        step(2, "k8s_apply", Map.of("manifest", Map.of()))))
                .anySatisfy(finding -> {
                    assertThat(finding.rule()).isEqualTo(SequenceStage.RULE);
                    assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
                });
    }

    @Test
    void wantsTwoPeopleForScalingToZeroAndDeletingAndForManyDeletes() {
        world.shows("k8s_scale", changing(WEB, "update", field("spec.replicas", 3L, 0L)))
                .shows("k8s_delete", changing(WEB, "delete"));
        var delete = step(2, "k8s_delete", Map.of("kind", "Deployment", "name", "web", "namespace", "shop"));
        assertThat(world.review(scale(0), delete).verdict())
                .isInstanceOfSatisfying(
                        Verdict.NeedsApproval.class,
                        needs -> assertThat(needs.people()).isEqualTo(2));
        assertThat(world.review(delete).verdict()).isInstanceOf(Verdict.Approved.class);
        var two = List.of(
                Map.of("target", WEB, "operation", "delete", "diff", List.of()),
                Map.of("target", target("Service", "web"), "operation", "delete", "diff", List.of()));
        world.shows("k8s_delete", with(changing(WEB, "delete"), "changes", two));
        assertThat(messages(SequenceStage.RULE, delete))
                .singleElement()
                .asString()
                .contains("deletes 2 objects");
    }

    @Test
    void asksAPersonWhenTheWorkloadBecomesLessSafe() {
        var spec = "spec.template.spec.containers[web].";
        for (var less : List.of(
                gone(spec + "readinessProbe", Map.of("httpGet", Map.of())),
                gone(spec + "resources.limits.memory", "128Mi"),
                gone(spec + "securityContext.runAsNonRoot", true),
                field(spec + "securityContext.privileged", false, true),
                field(spec + "image", "web:1", "web:latest"),
                field(spec + "image", "web:1", "registry.example:5000/web"))) {
            world.shows("k8s_patch", changing(WEB, "update", less));
            assertThat(messages(SafetyStage.RULE, step(1, "k8s_patch", web("patch", Map.of()))))
                    .as("%s", less)
                    .hasSize(1);
        }
        for (var same : List.of(
                field(spec + "readinessProbe.periodSeconds", 5L, 10L),
                field(spec + "image", "web:1", "registry.example:5000/web:2"),
                field(spec + "image", "web:latest", "web"),
                field(spec + "image", "web:1", "web@sha256:abc"))) {
            world.shows("k8s_patch", changing(WEB, "update", same));
            assertThat(messages(SafetyStage.RULE, step(1, "k8s_patch", web("patch", Map.of()))))
                    .as("%s", same)
                    .isEmpty();
        }
    }

    @Test
    void asksAPersonWhenANetworkPolicyGoesOrRightsChange() {
        world.shows("k8s_delete", changing(target("NetworkPolicy", "deny"), "delete"));
        assertThat(messages(SafetyStage.RULE, step(1, "k8s_delete", Map.of("name", "deny"))))
                .hasSize(1);
        world.shows("k8s_apply", changing(target("Role", "admin"), "create"));
        assertThat(messages(SafetyStage.RULE, step(1, "k8s_apply", Map.of("manifest", Map.of()))))
                .hasSize(1);
    }

    @Test
    void asksAPersonInAFreezeWindow() {
        var friday = new FreezeWindow(
                "weekend",
                null,
                null,
                Set.of(DayOfWeek.FRIDAY),
                LocalTime.of(18, 0),
                LocalTime.of(6, 0),
                ZoneId.of("Europe/Berlin"),
                Set.of());
        world.windows = List.of(friday); // 17:30 UTC is 18:30 in Berlin
        assertThat(messages(FreezeStage.RULE, scale(4)))
                .singleElement()
                .asString()
                .contains("weekend");
        var later = ReviewFixture.NOW.plusSeconds(3600);
        world.windows = List.of(new FreezeWindow(
                "year-end", later, Instant.parse("2027-01-02T00:00:00Z"), null, null, null, null, null));
        assertThat(messages(FreezeStage.RULE, scale(4))).isEmpty();
        world.windows =
                List.of(new FreezeWindow("bank", ReviewFixture.NOW, later, null, null, null, null, Set.of("bank")));
        assertThat(messages(FreezeStage.RULE, scale(4))).isEmpty();
    }

    @Test
    void refusesAWindowThatMakesNoSense() {
        assertThatThrownBy(() -> new FreezeWindow("x", null, null, null, null, null, null, null))
                .hasMessageContaining("'x' has either from and to");
    }

    @Test
    void refusesMoreWritesOrTargetsThanOnePlanMayHave() {
        var steps = new Step[] {scale(4), patch(2), patch(3), patch(4)};
        assertThat(messages(BudgetStage.RULE, steps)).singleElement().asString().contains("4 writes");
        var many = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> Map.of("target", target("ConfigMap", "c" + i), "operation", "update", "diff", List.of()))
                .toList();
        world.shows("k8s_patch", with(changing(WEB, "update"), "changes", many));
        assertThat(messages(BudgetStage.RULE, patch(1)))
                .singleElement()
                .asString()
                .contains("6 objects");
    }

    private static Step patch(int number) {
        return step(number, "k8s_patch", web("patch", Map.of()));
    }

    @Test
    void asksAPersonWhenThePlanWasMadeUnderOtherRules() {
        var plan = new Plan("intent", "core/x", "x", List.of(scale(4)), "sha256:other", "");
        assertThat(world.reviewer().review(world.request(), plan).verdict().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo(PacksStage.RULE));
    }

    private List<String> messages(String rule, Step... steps) {
        return world.findings(steps).stream()
                .filter(finding -> finding.rule().equals(rule))
                .map(Finding::message)
                .toList();
    }
}
