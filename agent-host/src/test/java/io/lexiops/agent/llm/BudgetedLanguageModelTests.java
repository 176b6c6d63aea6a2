package io.lexiops.agent.llm;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BudgetedLanguageModelTests {

    private static final Prompt PROMPT = new Prompt("x".repeat(300), List.of(), 100, null);

    private static final Completion ANSWER = new Completion.Text("yes", 120);

    @Test
    void theLastAllowedCallIsMadeAndTheNextIsNot() {
        var scripted = new ScriptedLanguageModel(ANSWER, ANSWER);
        var model = new BudgetedLanguageModel(scripted, 2, 10_000);

        assertThat(model.complete(PROMPT)).isEqualTo(ANSWER);
        assertThat(model.complete(PROMPT)).isEqualTo(ANSWER);
        assertThat(model.complete(PROMPT)).isEqualTo(new Completion.OverBudget("2 of 2 calls are used"));
        assertThat(scripted.prompts()).hasSize(2);
    }

    @Test
    void countsWhatWasReallySpent() {
        var model = new BudgetedLanguageModel(new ScriptedLanguageModel(ANSWER, ANSWER), 9, 320);

        model.complete(PROMPT);
        assertThat(model.tokens()).isEqualTo(120);
        model.complete(PROMPT);
        assertThat(model.complete(PROMPT)).isInstanceOf(Completion.OverBudget.class);
    }

    @Test
    void aCallWithoutAnAnswerCostsWhatItWasExpectedToCost() {
        var model = new BudgetedLanguageModel(new ScriptedLanguageModel(new Completion.Away("timeout")), 9, 320);

        model.complete(PROMPT);

        assertThat(model.tokens()).isEqualTo(200);
        assertThat(model.calls()).isEqualTo(1);
    }

    @Test
    void aPromptShowsItsSizeButNotItsWords() {
        var prompt = new Prompt("do it", List.of(new Prompt.Material("log", "the secret words")), 10, null);

        assertThat(prompt.toString() + prompt.materials())
                .doesNotContain("secret")
                .doesNotContain("do it");
    }
}
