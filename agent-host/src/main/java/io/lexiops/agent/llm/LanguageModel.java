package io.lexiops.agent.llm;

/** A model that continues a prompt. */
public interface LanguageModel {

    /**
     * Asks the model once. Blocks until it answers or the configured time is over.
     *
     * <p>Never throws for what a model or its endpoint does; that is part of the answer. Prompts and answers are not
     * logged.
     */
    Completion complete(Prompt prompt);
}
