package io.lexiops.rules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One try to read a clause as one intent: which words are its cues, which fill its slots, which are left over.
 *
 * <p>A word is used once. What is neither used nor known to say nothing is left over, and an order with words left over is
 * never carried out without asking.
 */
final class IntentReading {

    private static final Set<String> TAKES_NAMESPACE =
            Set.of("in", "inside", "within", "from", "on", "of", "for", "to", "into", "at", "under", "across");
    private static final Set<String> SURELY_NAMESPACE = Set.of("in", "inside", "within", "into", "under", "across");
    private static final Set<String> LIGHT = Set.of(
            "do",
            "make",
            "perform",
            "trigger",
            "execute",
            "issue",
            "carry",
            "out",
            "go",
            "that",
            "new",
            "more",
            "value",
            "number",
            "amount",
            "count",
            "has",
            "have",
            "had",
            "completely",
            "manually",
            "another",
            "give",
            "let",
            "called",
            "named",
            "name");
    private static final Set<String> WANTED = Set.of(
            "be",
            "is",
            "are",
            "get",
            "got",
            "been",
            "would",
            "should",
            "must",
            "needs",
            "need",
            "that",
            "want",
            "wants",
            "like",
            "see",
            "shall",
            "require",
            "requires",
            "ought",
            "i",
            "we",
            "you",
            "if",
            "done",
            "i'd",
            "we'd",
            "could",
            "can",
            "will",
            "to");

    final Intent intent;
    final IntentClause clause;
    final IntentWorld world;
    final IntentContext context;
    final BitSet used = new BitSet();
    final Map<String, Object> values = new LinkedHashMap<>();

    @Nullable String namespace;

    boolean everywhere;
    double score;

    private @Nullable IntentSlot missing;

    IntentReading(Intent intent, IntentClause clause, IntentWorld world, IntentContext context) {
        this.intent = intent;
        this.clause = clause;
        this.world = world;
        this.context = context;
    }

    /**
     * Reads the clause in one of the intent's ways.
     *
     * @param inherited whether the verb was said in the clause before
     * @return null if a cue or a slot is missing
     */
    static @Nullable IntentReading of(
            Intent intent,
            IntentUtterance utterance,
            IntentClause clause,
            IntentWorld world,
            IntentContext context,
            boolean inherited) {
        var reading = new IntentReading(intent, clause, world, context);
        for (var cue : utterance.cues()) {
            if (!reading.cue(cue) && !inherited) {
                return null;
            }
        }
        reading.namespacePhrase();
        var slots = new IntentSlots(reading);
        for (var slot : intent.slots().values()) {
            boolean needed = utterance.slots().contains(slot.name());
            if (!slots.fill(slot) && needed) {
                if (slots.fillFromContext(slot)) {
                    continue;
                }
                if (!utterance.asked().contains(slot.name()) || reading.missing != null || inherited) {
                    return null;
                }
                reading.missing = slot;
            }
        }
        reading.alsoWords();
        reading.bareNamespace();
        return reading;
    }

    /** The slot that must be asked for; null if all is there. */
    @Nullable IntentSlot missing() {
        return missing;
    }

    int size() {
        return clause.words().size();
    }

    IntentWord word(int at) {
        return clause.words().get(at);
    }

    String lower(int at) {
        return clause.lower().get(at);
    }

    boolean free(int at) {
        return at >= 0 && at < size() && !used.get(at);
    }

    boolean says(int at, String... words) {
        return at >= 0 && at < size() && !isQuoted(at) && List.of(words).contains(lower(at));
    }

    boolean isQuoted(int at) {
        return word(at).form() == IntentWord.Form.QUOTED;
    }

    /** Words that say nothing wherever they stand. */
    boolean idle(int at) {
        var english = IntentVocabulary.english();
        return !isQuoted(at) && (english.filler(lower(at)) || english.preposition(lower(at)));
    }

    /** Part of the grammar: no name unless an object is called so. */
    boolean grammar(int at) {
        return !isQuoted(at)
                && (IntentVocabulary.english().knows(lower(at))
                        || intent.knows(lower(at))
                        || context.grammar().contains(lower(at))
                        || word(at).integer());
    }

    void use(int from, int to) {
        used.set(from, to);
    }

    private boolean cue(List<List<String>> alternatives) {
        int bestAt = -1;
        List<Integer> best = List.of();
        for (var phrase : alternatives) {
            for (int i = 0; i < size(); i++) {
                var places = phraseAt(phrase, i);
                if (!places.isEmpty()
                        && (places.size() > best.size() || (places.size() == best.size() && i < bestAt))) {
                    best = places;
                    bestAt = i;
                }
            }
        }
        best.forEach(used::set);
        if (best.contains(firstWord())) {
            // Who begins with a verb wants that: "sync storefront" is no question about it.
            score += intent.changes() ? 0.75 : 0;
        }
        // A longer phrase says more than a word.
        score += best.size() > 1 ? 1.0 + 0.5 * (best.size() - 1) : best.size();
        return !best.isEmpty();
    }

    private int firstWord() {
        int first = 0;
        while (first < size() && !isQuoted(first) && IntentVocabulary.english().filler(lower(first))) {
            first++;
        }
        return first;
    }

    /** The places of a phrase that begins here; {@code ...} lets up to six words between. */
    private List<Integer> phraseAt(List<String> phrase, int start) {
        var places = new ArrayList<Integer>();
        int at = start;
        int gap = 0;
        for (var part : phrase) {
            if (part.equals("...")) {
                gap = 6;
                continue;
            }
            int found = -1;
            for (int i = at; i <= at + gap && i < size(); i++) {
                if (free(i) && !isQuoted(i) && form(lower(i), part)) {
                    found = i;
                    break;
                }
            }
            if (found < 0) {
                return List.of();
            }
            places.add(found);
            at = found + 1;
            gap = 0;
        }
        return places;
    }

    private boolean form(String said, String word) {
        if (said.equals(word)) {
            return true;
        }
        if (!intent.changes() && (said.equals(word + "s") || said.equals(word + "es"))) {
            return true;
        }
        if (intent.changes() && !clause.wants()) {
            return false;
        }
        if (said.length() <= word.length() && !said.endsWith("ing") && !said.endsWith("ed")) {
            return false;
        }
        var stem = word.endsWith("e") ? word.substring(0, word.length() - 1) : word;
        var doubled = word.isEmpty() ? word : word + word.charAt(word.length() - 1);
        return said.equals(stem + "ing")
                || said.equals(stem + "ed")
                || said.equals(word + "ing")
                || said.equals(word + "ed")
                || said.equals(doubled + "ing")
                || said.equals(doubled + "ed");
    }

    /** Namespaces that are said as such: "in shop", "in namespace shop", "shop's web". */
    private void namespacePhrase() {
        for (int i = 0; i < size(); i++) {
            if (!free(i)) {
                continue;
            }
            if (says(i, "all", "every", "any", "across") && says(next(i), "namespaces", "namespace")) {
                everywhere = true;
                use(i, next(i) + 1);
            } else if (word(i).possessive() && known(i) && !workloadNamed(i)) {
                take(i, i, i + 1);
            } else if (says(i, TAKES_NAMESPACE.toArray(String[]::new))) {
                afterPreposition(i);
            }
        }
    }

    private void afterPreposition(int preposition) {
        int at = next(preposition);
        boolean explicit = false;
        var spokenOf = context.namespace();
        if (spokenOf != null && says(at, "it", "there") && says(preposition, SURELY_NAMESPACE.toArray(String[]::new))) {
            namespace = spokenOf;
            use(preposition, at + 1);
            return;
        }
        if (says(at, "namespace", "ns")) {
            explicit = true;
            at = next(at);
            if (says(at, "called", "named")) {
                at = next(at);
            }
        }
        if (at >= size() || !free(at) || !word(at).nameLike()) {
            return;
        }
        if (at + 1 < size() && says(at + 1, "namespace", "ns") && free(at + 1) && !idle(at)) {
            take(at, preposition, at + 2);
        } else if (explicit && !idle(at)) {
            take(at, preposition, at + 1);
        } else if (known(at) && (says(preposition, SURELY_NAMESPACE.toArray(String[]::new)) || !workloadNamed(at))) {
            take(at, preposition, at + 1);
        }
    }

    private void take(int name, int from, int to) {
        if (namespace == null) {
            namespace = word(name).lower();
            use(from, to);
            score += 0.5;
        }
    }

    /** A namespace without a preposition: "pods shop", "restart web namespace shop". */
    private void bareNamespace() {
        for (int i = 0; i < size() && namespace == null && !everywhere; i++) {
            if (!free(i)) {
                continue;
            }
            if (says(i, "namespace", "ns") && free(i + 1) && word(i + 1).nameLike() && !grammar(i + 1)) {
                take(i + 1, i, i + 2);
            } else if (known(i) && says(i + 1, "namespace", "ns") && free(i + 1)) {
                take(i, i, i + 2);
            } else if (known(i)) {
                take(i, i, i + 1);
            }
        }
    }

    private boolean known(int at) {
        return word(at).nameLike() && world.namespaces().contains(word(at).lower());
    }

    private boolean workloadNamed(int at) {
        var name = word(at).lower();
        return IntentSlots.WORKLOADS.stream()
                .flatMap(kind -> world.objects(kind).stream())
                .anyMatch(object -> name.equals(object.get("name")));
    }

    /** The next word that is no article. */
    int next(int at) {
        int next = at + 1;
        while (next < size() && says(next, "the", "a", "an", "our", "my", "this", "that", "all", "your")) {
            next++;
        }
        return next;
    }

    private void alsoWords() {
        for (int i = 0; i < size(); i++) {
            if (free(i) && !isQuoted(i) && intent.also(lower(i))) {
                use(i, i + 1);
                score += 0.1;
            }
        }
    }

    /** The words that nothing explains, as they were written. */
    List<String> leftover() {
        var leftover = new ArrayList<String>();
        for (int i = 0; i < size(); i++) {
            if (free(i) && !idle(i) && !lightly(i)) {
                leftover.add(word(i).text());
            }
        }
        return leftover;
    }

    /** Whether it names objects and none of them exists, nor anything that is spelt like it. */
    boolean namesNothingKnown() {
        var names = values.values().stream()
                .filter(List.class::isInstance)
                .flatMap(list -> ((List<?>) list).stream())
                .filter(IntentName.class::isInstance)
                .map(IntentName.class::cast)
                .toList();
        return !names.isEmpty() && names.stream().noneMatch(name -> name.known() || near(name));
    }

    private boolean near(IntentName name) {
        return !IntentSpelling.near(
                        name.text(),
                        name.kinds().stream()
                                .flatMap(kind -> world.objects(kind).stream())
                                .map(object -> String.valueOf(object.get("name")))
                                .toList())
                .isEmpty();
    }

    /** A word left over behind "in" that might be a namespace nobody knows; null if none. */
    @Nullable String unknownNamespace() {
        for (int i = 0; i < size(); i++) {
            if (says(i, SURELY_NAMESPACE.toArray(String[]::new)) || says(i, "from")) {
                int at = next(i);
                if (at < size() && free(at) && word(at).nameLike() && !grammar(at)) {
                    return word(at).text();
                }
            }
        }
        return null;
    }

    private boolean lightly(int at) {
        if (isQuoted(at)) {
            return false;
        }
        var word = lower(at);
        if (!intent.changes()) {
            return IntentVocabulary.english().questionWord(word) || LIGHT.contains(word);
        }
        boolean has = word.equals("has") || word.equals("have") || word.equals("had");
        boolean infinitive = has && at > 0 && says(at - 1, "to", "it", "that");
        return (LIGHT.contains(word) && (!has || infinitive || clause.wants()))
                || (clause.wants() && WANTED.contains(word));
    }

    boolean negated() {
        return touches(IntentVocabulary.english().negations());
    }

    boolean conditional() {
        return touches(IntentVocabulary.english().conditions());
    }

    private boolean touches(List<List<String>> phrases) {
        for (int i = 0; i < size(); i++) {
            for (var phrase : phrases) {
                boolean ends = i + 1 == size() && Set.of("before", "after").contains(phrase.getFirst());
                if (IntentClause.matches(clause.words(), i, phrase) && free(i) && !ends) {
                    return true;
                }
            }
        }
        return false;
    }
}
