package io.lexiops.rules;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The operator's answers, taken in the order of the questions. The same text, world and answers lead to the same
 * questions; where the world is another by now and so is the question, the old answer does not count.
 */
final class IntentDialogue {

    static final String YES = "yes";
    static final String NO = "no";

    private final Deque<Understanding.Answer> answers;
    private boolean outdated;

    IntentDialogue(List<Understanding.Answer> answers) {
        this.answers = new ArrayDeque<>(answers);
    }

    /** The option that was answered; stops understanding here if nothing was answered yet. */
    String choose(String question, List<String> options) throws IntentStopped {
        var answer = answerTo(question);
        if (answer == null) {
            throw new IntentStopped(new Understanding.Unsure(anew(question), options));
        }
        var option = matching(answer, options);
        if (option == null) {
            var again = "\"%s\" is none of the answers. %s".formatted(shorten(answer), question);
            return choose(again, options);
        }
        return option;
    }

    /** What was answered to an open question; stops understanding here if nothing was answered yet. */
    String free(String question) throws IntentStopped {
        var answer = answerTo(question);
        if (answer == null) {
            throw new IntentStopped(new Understanding.Unsure(anew(question), List.of()));
        }
        return answer;
    }

    /** An answer that may be other words for the request; null if there is none. */
    @Nullable String next() {
        var answer = answers.poll();
        return answer == null ? null : answer.text();
    }

    private @Nullable String answerTo(String question) {
        for (var answer = answers.poll(); answer != null; answer = answers.poll()) {
            // What stands before the question, such as that an answer was none of the options, does not change it.
            if (answer.question().isEmpty() || answer.question().endsWith(question)) {
                return answer.text();
            }
            outdated = true;
        }
        return null;
    }

    private String anew(String question) {
        return outdated ? "Things have changed since the last question. " + question : question;
    }

    static @Nullable String matching(String answer, List<String> options) {
        var said = answer.strip().toLowerCase(Locale.ROOT).replaceAll("[.!]+$", "");
        for (var option : options) {
            if (option.toLowerCase(Locale.ROOT).equals(said)) {
                return option;
            }
        }
        if (said.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(said);
            return number >= 1 && number <= options.size() ? options.get(number - 1) : null;
        }
        if (options.contains(YES)) {
            if (said.matches("y|yes.*|ok|okay|sure|do it|go ahead|please do|yep|yeah|right|correct")) {
                return YES;
            }
            if (said.matches("n|no.*|stop|cancel|don't.*|nope")) {
                return NO;
            }
        }
        var near = options.stream()
                .filter(option -> words(option).containsAll(words(said)))
                .toList();
        return near.size() == 1 && !said.isEmpty() ? near.getFirst() : null;
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]+", " ")
                .strip()
                .split(" "));
    }

    static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
