package io.lexiops.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody's words mean by the intents of the packs. */
public sealed interface Understanding {

    /**
     * What is to be done, in order.
     *
     * @param hypothetical whether the words only asked what would happen
     * @param notes        what was left aside, for the answer
     */
    record Understood(List<Command> commands, boolean hypothetical, List<String> notes) implements Understanding {
        public Understood {
            commands = List.copyOf(commands);
            notes = List.copyOf(notes);
        }
    }

    /**
     * What the operator said to a question.
     *
     * @param question as it was asked; empty if the words are an answer to whatever is asked next
     */
    record Answer(String question, String text) {}

    /** Only the operator can say. The answer is one of the options. */
    record Unsure(String question, List<String> options) implements Understanding {
        public Unsure {
            options = List.copyOf(options);
        }
    }

    /** The words are clear, but there is no such object. */
    record NotFound(String because, List<String> tryThis) implements Understanding {
        public NotFound {
            tryThis = List.copyOf(tryThis);
        }
    }

    /** The words are clear, and it cannot be: fewer than no replicas, an image with spaces. */
    record Impossible(String because, List<String> tryThis) implements Understanding {
        public Impossible {
            tryThis = List.copyOf(tryThis);
        }
    }

    /** The words order nothing, or forbid. */
    record NothingAsked(String because) implements Understanding {}

    /**
     * No rule is near enough.
     *
     * @param examples what is understood: sentences of the nearest rules
     */
    record NotUnderstood(String because, List<String> examples) implements Understanding {
        public NotUnderstood {
            examples = List.copyOf(examples);
        }
    }

    /** What is done with a command. */
    enum Goal {
        /** Its calls are made. */
        CALLS,
        /** What is wrong with its target is found out. */
        DIAGNOSE,
        /** ... and mended. */
        FIX
    }

    /**
     * One thing to do.
     *
     * @param intent  the rule
     * @param changes whether it changes anything
     * @param says    what was understood, in one sentence
     * @param target  kind, namespace and name of what a diagnosis is about; empty means everything that may be seen
     */
    record Command(
            String intent, boolean changes, Goal goal, List<Call> calls, String says, Map<String, Object> target) {
        public Command {
            calls = List.copyOf(calls);
            target = Map.copyOf(target);
        }
    }

    /**
     * One call of a tool.
     *
     * @param arguments a JSON tree
     * @param verify    as in a plan's step
     */
    record Call(String tool, Map<String, Object> arguments, String why, String verify) {}

    /** Says how near texts are in meaning: a score for each candidate, 1 for the same, 0 for unrelated. */
    interface Nearness {
        List<Double> scores(String text, List<String> candidates);
    }

    /** The name of a target for people. */
    static String words(Map<String, Object> object) {
        var namespace = object.get("namespace");
        return object.get("kind") + "/" + object.get("name") + (namespace == null ? "" : " in " + namespace);
    }

    /** The first answer that fits, if there is one. */
    static @Nullable String matching(String answer, List<String> options) {
        return IntentDialogue.matching(answer, options);
    }
}
