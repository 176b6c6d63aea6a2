package io.lexiops.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A part of a request with one verb: its words without courtesies and marks, and the mood it is in.
 *
 * @param lower        the words in lower case, slips corrected
 * @param question     it asks something, so it orders nothing
 * @param wants        somebody wants something done: participles are orders
 * @param hypothetical it asks what would be
 * @param narrated     it tells what somebody did
 * @param polite       it was asked for politely, so that a question mark does not make it a question
 * @param asked        it ended with a question mark
 */
record IntentClause(
        List<IntentWord> words,
        List<String> lower,
        boolean question,
        boolean wants,
        boolean hypothetical,
        boolean narrated,
        boolean polite,
        boolean asked) {

    private static final Set<String> QUESTIONS = Set.of(
            "who",
            "when",
            "where",
            "why",
            "what",
            "which",
            "how",
            "whose",
            "did",
            "does",
            "is",
            "are",
            "was",
            "were",
            "has",
            "am",
            "may",
            "can",
            "could",
            "should",
            "would",
            "will",
            "what's",
            "who's",
            "where's",
            "how's",
            "whats",
            "isn't",
            "aren't",
            "wasn't",
            "doesn't",
            "didn't",
            "hasn't",
            "shouldn't",
            "wouldn't",
            "any");

    private static final Set<String> WANTS = Set.of(
            "must", "should", "needs", "shall", "ought", "want", "wants", "need", "like", "would", "i'd", "we'd");

    private static final Set<String> AUXILIARIES = Set.of(
            "is",
            "are",
            "was",
            "were",
            "has",
            "have",
            "had",
            "looks",
            "seems",
            "keeps",
            "feels",
            "gets",
            "got",
            "needs",
            "comes",
            "am",
            "be",
            "been",
            "will",
            "goes",
            "went",
            "came",
            "did",
            "does",
            "complain",
            "complains",
            "complained",
            "say",
            "says",
            "said",
            "think",
            "know",
            "noticed",
            "see",
            "saw",
            "increased",
            "started",
            "began",
            "i'm",
            "it's",
            "we're",
            "they're",
            "that's",
            "there's",
            "want",
            "expect",
            "hope",
            "something's",
            "isn't",
            "aren't",
            "wasn't",
            "doesn't",
            "don't",
            "won't",
            "can't",
            "hasn't",
            "didn't",
            "cannot",
            "not");

    static IntentClause of(List<IntentWord> tokens, UnaryOperator<String> corrected) {
        var english = IntentVocabulary.english();
        var words = new ArrayList<>(tokens);
        boolean asked = words.stream().anyMatch(word -> word.form() == IntentWord.Form.QUESTION);
        int before = words.size();
        boolean wants = strip(words, english.courtesies(), true);
        boolean polite = words.size() < before;
        words.removeIf(IntentWord::breaks);
        int beforeHypothesis = words.size();
        strip(words, english.hypothetical(), false);
        boolean hypothetical = words.size() < beforeHypothesis;
        // "would you mind if we" leaves its courtesy behind the hypothesis
        wants |= strip(words, english.courtesies(), true);
        wants |= hypothetical;
        var lower = words.stream()
                .map(word -> word.plain() ? corrected.apply(word.lower()) : word.lower())
                .toList();
        int first = 0;
        while (first < lower.size()
                && words.get(first).plain()
                && english.filler(lower.get(first))
                && !QUESTIONS.contains(lower.get(first))) {
            first++;
        }
        boolean question = first < lower.size() && words.get(first).plain() && questions(lower, first);
        // "could web please get 5 pods?" asks for it.
        if (question && polite(words, lower, first)) {
            question = false;
            wants = true;
            polite = true;
        }
        for (int i = first; i + 1 < lower.size(); i++) {
            wants |= WANTS.contains(lower.get(i));
            wants |= Set.of("has", "have").contains(lower.get(i))
                    && lower.get(i + 1).equals("to");
        }
        boolean narrated = !hypothetical
                && !wants
                && first < lower.size()
                && words.get(first).plain()
                && english.narrator(lower.get(first));
        return new IntentClause(
                List.copyOf(words), List.copyOf(lower), question, wants, hypothetical, narrated, polite, asked);
    }

    private static boolean polite(List<IntentWord> words, List<String> lower, int first) {
        return Set.of("could", "can", "would", "will").contains(lower.get(first))
                && words.stream()
                        .anyMatch(
                                word -> Set.of("please", "pls", "plz", "kindly").contains(word.lower()));
    }

    private static boolean questions(List<String> lower, int first) {
        var word = lower.get(first);
        if (word.equals("do") || word.equals("have")) {
            return first + 1 < lower.size()
                    && Set.of("you", "we", "they", "i", "all", "any", "pods", "people")
                            .contains(lower.get(first + 1));
        }
        return QUESTIONS.contains(word);
    }

    /** Whether it tells something about the world in a whole sentence. */
    boolean tells() {
        return lower.stream().anyMatch(AUXILIARIES::contains);
    }

    /** Takes phrases out; says whether one of them wants something done. */
    private static boolean strip(List<IntentWord> words, List<List<String>> phrases, boolean everywhere) {
        boolean wants = false;
        for (int i = 0; i < words.size(); i++) {
            if (!everywhere && i > 1) {
                return wants;
            }
            for (var phrase : phrases) {
                if (matches(words, i, phrase)) {
                    var text = String.join(" ", phrase);
                    wants |= text.matches(".*(want|need|like|mind|love|should|appreciate|try|great|nice).*");
                    words.subList(i, i + phrase.size()).clear();
                    i--;
                    break;
                }
            }
        }
        return wants;
    }

    static boolean matches(List<IntentWord> words, int at, List<String> phrase) {
        if (at + phrase.size() > words.size()) {
            return false;
        }
        for (int i = 0; i < phrase.size(); i++) {
            var word = words.get(at + i);
            if (!word.plain() || !written(word).equals(phrase.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String written(IntentWord word) {
        return word.possessive() ? word.lower() + "'s" : word.lower();
    }
}
