package io.lexiops.agent.llm;

/** A model with a purse: one for each case, so that a case cannot spend without end. */
public final class BudgetedLanguageModel implements LanguageModel {

    private final LanguageModel model;

    private final int maxCalls;

    private final long maxTokens;

    private int calls;

    private long tokens;

    public BudgetedLanguageModel(LanguageModel model, int maxCalls, long maxTokens) {
        if (maxCalls < 0 || maxTokens < 0) {
            throw new IllegalArgumentException("a budget of %d calls and %d tokens".formatted(maxCalls, maxTokens));
        }
        this.model = model;
        this.maxCalls = maxCalls;
        this.maxTokens = maxTokens;
    }

    @Override
    public Completion complete(Prompt prompt) {
        long expected = prompt.expectedTokens();
        synchronized (this) {
            if (calls >= maxCalls) {
                return new Completion.OverBudget("%d of %d calls are used".formatted(calls, maxCalls));
            }
            if (tokens + expected > maxTokens) {
                return new Completion.OverBudget(
                        "%d of %d tokens are used, the call needs up to %d".formatted(tokens, maxTokens, expected));
            }
            calls++;
            // Reserved before the call: two calls at once must not both take the last tokens.
            tokens += expected;
        }
        var completion = model.complete(prompt);
        long spent = completion instanceof Completion.Text text && text.tokens() > 0 ? text.tokens() : expected;
        synchronized (this) {
            tokens += spent - expected;
        }
        return completion;
    }

    public synchronized int calls() {
        return calls;
    }

    public synchronized long tokens() {
        return tokens;
    }
}
