package io.lexiops.rules;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a few words beside each other say: the vocabulary of those who fill slots. */
final class IntentPhrases {

    static final Pattern IMAGE = Pattern.compile(
            "[a-zA-Z0-9][a-zA-Z0-9._-]*(:[0-9]{1,5})?(/[a-zA-Z0-9][a-zA-Z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?");

    private final IntentReading reading;

    IntentPhrases(IntentReading reading) {
        this.reading = reading;
    }

    String text(int at) {
        return reading.word(at).lower();
    }

    String take(int at) {
        reading.use(at, at + 1);
        return text(at);
    }

    boolean candidate(int at) {
        return reading.free(at)
                && reading.word(at).nameLike()
                && !reading.grammar(at)
                && !reading.world.namespaces().contains(text(at));
    }

    /** "in shpo" is a namespace that nobody knows rather than a name. */
    boolean behindIn(int at) {
        int before = at - 1;
        while (before >= 0 && reading.says(before, "the", "a", "our", "my")) {
            before--;
        }
        return reading.says(before, "in", "inside", "within");
    }

    IntentVocabulary.@Nullable KindAt kindAt(int at) {
        return at < 0 || at >= reading.size() || reading.isQuoted(at)
                ? null
                : IntentVocabulary.english().kindAt(reading.clause.lower(), at);
    }

    boolean thing(int at) {
        return !reading.isQuoted(at) && IntentVocabulary.english().thing(reading.lower(at));
    }

    /** Whether one of the words stands right before, articles apart. */
    boolean back(int at, String... words) {
        int before = at - 1;
        while (before >= 0
                && reading.says(before, "the", "a", "an", "of", "just", "only", "about", "back", "up", "down")
                && !reading.says(before, words)) {
            before--;
        }
        return reading.says(before, words);
    }

    void useBack(int at, List<String> words) {
        for (int before = at - 1; before >= 0 && before >= at - 3; before--) {
            if (reading.free(before) && !reading.isQuoted(before) && words.contains(reading.lower(before))) {
                reading.use(before, before + 1);
                return;
            }
        }
    }

    record Quantity(long value, int end) {}

    /** A number in digits or words that begins here. */
    @Nullable Quantity number(int at) {
        if (at < 0 || at >= reading.size() || reading.isQuoted(at)) {
            return null;
        }
        if (reading.word(at).integer()) {
            return new Quantity(Long.parseLong(reading.word(at).text()), at + 1);
        }
        var english = IntentVocabulary.english();
        var word = reading.lower(at);
        if (word.equals("half") && (reading.says(at + 1, "dozen") || reading.says(at + 2, "dozen"))) {
            return new Quantity(6, reading.says(at + 1, "dozen") ? at + 2 : at + 3);
        }
        var hyphen = word.split("-");
        var tens = hyphen.length == 2 ? english.number(hyphen[0]) : null;
        var ones = hyphen.length == 2 ? english.number(hyphen[1]) : null;
        if (tens != null && ones != null) {
            return new Quantity((long) tens + ones, at + 1);
        }
        var value = english.number(word);
        if (value == null) {
            return null;
        }
        var unit = at + 1 < reading.size() && value >= 20 && value < 100 ? english.number(reading.lower(at + 1)) : null;
        if (unit != null && unit < 10) {
            return new Quantity((long) value + unit, at + 2);
        }
        boolean dozens = at + 1 < reading.size() && reading.says(at + 1, "dozen", "hundred") && value < 100;
        return dozens
                ? new Quantity((long) value * (reading.says(at + 1, "dozen") ? 12 : 100), at + 2)
                : new Quantity(value, at + 1);
    }

    boolean exists(String name, List<String> kinds) {
        return kinds.stream()
                .flatMap(kind -> reading.world.objects(kind).stream())
                .anyMatch(object -> name.equals(object.get("name")));
    }

    /** Whether names of these kinds have the word between their hyphens. */
    boolean partOfName(int at, List<String> kinds) {
        return kinds.stream()
                .flatMap(kind -> reading.world.objects(kind).stream())
                .anyMatch(object ->
                        List.of(String.valueOf(object.get("name")).split("-")).contains(text(at)));
    }

    @Nullable String slashedKind(String text) {
        var parts = text.split("/", -1);
        return parts.length == 2 ? IntentVocabulary.english().kind(parts[0].toLowerCase(Locale.ROOT)) : null;
    }

    static boolean imageLike(String text) {
        return (text.contains("/") || text.contains(":") || text.contains("@"))
                && !text.contains("://")
                && IMAGE.matcher(text).matches();
    }
}
