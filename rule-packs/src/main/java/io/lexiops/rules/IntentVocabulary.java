package io.lexiops.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The English that every intent shares: {@code english.yaml}. Immutable. */
final class IntentVocabulary {

    private static final IntentVocabulary ENGLISH = read();

    private final List<List<String>> courtesies;
    private final List<List<String>> hypothetical;
    private final List<List<String>> sequels;
    private final Set<String> joins;
    private final Set<String> fillers;
    private final Set<String> prepositions;
    private final Set<String> questionWords;
    private final List<List<String>> negations;
    private final List<List<String>> conditions;
    private final Set<String> narrators;
    private final Set<String> reporters;
    private final Set<String> wanting;
    private final Set<String> things;
    private final Set<String> common;
    private final Map<String, Integer> numbers;
    private final Map<List<String>, String> kinds = new HashMap<>();
    private final Map<String, String> kindNames = new HashMap<>();
    private final Set<String> words = new HashSet<>();

    private IntentVocabulary(Map<String, Object> tree) {
        this.courtesies = phrases(tree, "courtesies");
        this.hypothetical = phrases(tree, "hypothetical");
        this.sequels = phrases(tree, "then");
        this.joins = set(tree, "and");
        this.fillers = set(tree, "fillers");
        this.prepositions = set(tree, "prepositions");
        this.questionWords = set(tree, "question words");
        this.negations = phrases(tree, "negations");
        this.conditions = phrases(tree, "conditions");
        this.narrators = set(tree, "narrators");
        this.reporters = set(tree, "reporters");
        this.wanting = set(tree, "wanting");
        this.things = set(tree, "things");
        var counted = new LinkedHashMap<String, Integer>();
        map(tree, "numbers").forEach((word, value) -> counted.put(word, ((Number) value).intValue()));
        this.numbers = Map.copyOf(counted);
        map(tree, "kinds").forEach((kind, names) -> {
            kindNames.put(kind.toLowerCase(java.util.Locale.ROOT), kind);
            for (var name : (Collection<?>) names) {
                kinds.put(List.of(name.toString().split(" ")), kind);
                kindNames.put(name.toString(), kind);
            }
        });
        for (var list : List.of(courtesies, hypothetical, sequels, negations, conditions)) {
            list.forEach(words::addAll);
        }
        kinds.keySet().forEach(words::addAll);
        common = set(tree, "common");
        for (var set :
                List.of(joins, fillers, prepositions, questionWords, narrators, wanting, things, numbers.keySet())) {
            words.addAll(set);
        }
    }

    static IntentVocabulary english() {
        return ENGLISH;
    }

    /** Phrases said to be polite, the longest first. */
    List<List<String>> courtesies() {
        return courtesies;
    }

    List<List<String>> hypothetical() {
        return hypothetical;
    }

    /** What separates one request from the next, the longest first. */
    List<List<String>> sequels() {
        return sequels;
    }

    boolean joins(String word) {
        return joins.contains(word);
    }

    boolean filler(String word) {
        return fillers.contains(word);
    }

    boolean preposition(String word) {
        return prepositions.contains(word);
    }

    boolean questionWord(String word) {
        return questionWords.contains(word);
    }

    List<List<String>> negations() {
        return negations;
    }

    List<List<String>> conditions() {
        return conditions;
    }

    boolean narrator(String word) {
        return narrators.contains(word);
    }

    /** A verb that gives somebody else's words. */
    boolean reporter(String word) {
        return reporters.contains(word);
    }

    boolean wanting(String word) {
        return wanting.contains(word);
    }

    /** A word that stands beside a workload's name without meaning its kind, such as {@code app}. */
    boolean thing(String word) {
        return things.contains(word);
    }

    @Nullable Integer number(String word) {
        return numbers.get(word);
    }

    /** Whether it is a word of its own, so that it is no slip in another. */
    boolean common(String word) {
        return common.contains(word) || words.contains(word);
    }

    /** Whether the word is part of the grammar, so that it is no misspelling of another word. */
    boolean knows(String word) {
        return words.contains(word);
    }

    /** The kind that the words at a place name, the longest name first; null if none. */
    @Nullable KindAt kindAt(List<String> lower, int at) {
        for (int length = Math.min(2, lower.size() - at); length > 0; length--) {
            var kind = kinds.get(List.copyOf(lower.subList(at, at + length)));
            if (kind != null) {
                return new KindAt(kind, length);
            }
        }
        return null;
    }

    /** The kind of a short or plural name such as {@code deploy}; null if it is none. */
    @Nullable String kind(String word) {
        return kindNames.get(word);
    }

    /** All kinds that words name. */
    Set<String> kinds() {
        return new TreeSet<>(kinds.values());
    }

    /** A kind and how many words named it. */
    record KindAt(String kind, int length) {}

    private static List<List<String>> phrases(Map<String, Object> tree, String key) {
        var phrases = new ArrayList<List<String>>();
        for (var phrase : (Collection<?>) java.util.Objects.requireNonNull(tree.get(key), key)) {
            phrases.add(List.of(phrase.toString().split(" ")));
        }
        phrases.sort(Comparator.<List<String>>comparingInt(List::size).reversed());
        return List.copyOf(phrases);
    }

    private static Set<String> set(Map<String, Object> tree, String key) {
        var set = new HashSet<String>();
        for (var word : (Collection<?>) java.util.Objects.requireNonNull(tree.get(key), key)) {
            set.add(word.toString());
        }
        return Set.copyOf(set);
    }

    @SuppressWarnings("unchecked") // our own resource, read by a test
    private static Map<String, Object> map(Map<String, Object> tree, String key) {
        return (Map<String, Object>) java.util.Objects.requireNonNull(tree.get(key), key);
    }

    @SuppressWarnings("unchecked") // as above
    private static IntentVocabulary read() {
        try (var stream = IntentVocabulary.class.getResourceAsStream("english.yaml")) {
            if (stream == null) {
                throw new IllegalStateException("english.yaml is missing from the jar");
            }
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return new IntentVocabulary(
                    (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text));
        } catch (IOException e) {
            throw new UncheckedIOException("english.yaml cannot be read", e);
        }
    }
}
