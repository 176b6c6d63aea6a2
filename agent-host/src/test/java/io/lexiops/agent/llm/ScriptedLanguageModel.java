package io.lexiops.agent.llm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers from a script, in order; one prompt too many fails the test. */
public final class ScriptedLanguageModel implements LanguageModel {

    private final Deque<Completion> script;

    private final List<Prompt> prompts = new ArrayList<>();

    public ScriptedLanguageModel(Completion... script) {
        this.script = new ArrayDeque<>(List.of(script));
    }

    @Override
    public Completion complete(Prompt prompt) {
        prompts.add(prompt);
        return script.removeFirst();
    }

    /** What was asked so far. */
    public List<Prompt> prompts() {
        return List.copyOf(prompts);
    }
}
