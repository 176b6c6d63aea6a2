package io.lexiops.agent.plan;

import io.lexiops.agent.llm.Completion;
import io.lexiops.agent.llm.ScriptedLanguageModel;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import io.lexiops.rules.RulePacks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class ModelStrategyTests {

    private static final RulePacks PACKS = RulePacks.builtIn();

    private final SmallCluster cluster = new SmallCluster();

    private Optional<Planning> plan(ScriptedLanguageModel model) {
        var request = new Request(
                new RequestId("k7f3-9q2m"),
                "lass web bitte viermal laufen",
                null,
                Mode.RUN,
                "anna",
                false,
                Request.Origin.OPERATOR,
                null,
                Instant.EPOCH);
        var desk = new PlanningDesk(
                new PlanningRequest(request, List.of(), List.of(), List.of()), cluster, PACKS, List.of(), "");
        return new ModelStrategy(model).plan(desk);
    }

    private static Completion says(String text) {
        return new Completion.Text(text, 100);
    }

    @Test
    void plansWhatTheModelProposesFromKnownToolsAndObjects() {
        var model = new ScriptedLanguageModel(says("""
                {"readback": "scale web to 4", "steps": [{"tool": "k8s_scale", "why": "asked",
                 "arguments": {"kind": "Deployment", "name": "web", "namespace": "shop", "replicas": 4}}]}"""));

        assertThat(plan(model).orElseThrow())
                .asInstanceOf(type(Planning.Planned.class))
                .satisfies(planned -> {
                    assertThat(planned.plan().strategy()).isEqualTo("model");
                    assertThat(planned.plan().steps().getFirst().write()).isTrue();
                    assertThat(planned.plan().steps().getFirst().arguments()).containsEntry("replicas", 4L);
                });
    }

    @Test
    void refusesAToolThatNobodyKnowsAndAsksOnceMore() {
        var model = new ScriptedLanguageModel(says("""
                        {"readback": "x", "steps": [{"tool": "shell", "why": "x", "arguments": {"command": "rm -rf /"}}]}"""), says("""
                        {"readback": "x", "steps": [{"tool": "k8s_scale", "why": "x",
                         "arguments": {"kind": "Deployment", "name": "nope", "namespace": "shop", "replicas": 4}}]}"""));

        assertThat(plan(model)).isEmpty();
        assertThat(model.prompts()).hasSize(2);
        assertThat(model.prompts().get(1).materials().getLast().text()).contains("there is no tool shell");
    }

    @Test
    void leavesTheRequestAsItIsWithoutAModel() {
        assertThat(plan(new ScriptedLanguageModel(new Completion.Away("not configured"))))
                .isEmpty();
    }

    @Test
    void leavesTheRequestAsItIsWhenTheModelDoesNotKnowEither() {
        assertThat(plan(new ScriptedLanguageModel(says("{\"readback\": \"unclear\", \"steps\": []}"))))
                .isEmpty();
    }
}
