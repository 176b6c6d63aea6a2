package io.lexiops.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds names: of what exists, of what is new, and of kinds. */
final class IntentNames {

    private final IntentReading reading;
    private final IntentPhrases phrases;

    IntentNames(IntentReading reading, IntentPhrases phrases) {
        this.reading = reading;
        this.phrases = phrases;
    }

    @Nullable List<IntentName> names(IntentSlot slot, List<String> kinds) {
        if (!spokenOf(slot) && namesWorkload()) {
            // Releases and applications are costly to list, and "restart web" is not about them.
            return null;
        }
        var first = firstName(kinds, slot);
        if (first == null) {
            return null;
        }
        var names = new ArrayList<IntentName>();
        names.addAll(slot.many() ? first.names() : first.names().subList(0, 1));
        if (slot.many()) {
            more(first.end(), kinds, names);
        }
        return List.copyOf(names);
    }

    private record Found(List<IntentName> names, int end) {}

    private @Nullable Found firstName(List<String> kinds, IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            var slashed = reading.free(i) ? slashed(i, kinds) : null;
            if (slashed != null) {
                return found(slashed, i, i + 1);
            }
        }
        // A word for the kind beside a name that exists says more than the order of the words.
        for (int i = 0; i < reading.size(); i++) {
            var kind = besideKind(i, kinds);
            if (reading.free(i) && kind != null && phrases.exists(phrases.text(i), List.of(kind))) {
                return found(new IntentName(phrases.text(i), List.of(kind), true, true), i, i + 1);
            }
        }
        // A namespace goes only by its kind: "clean up shop" does not delete one.
        var unsaid = kinds.stream().filter(kind -> !kind.equals("Namespace")).toList();
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) || !reading.word(i).nameLike()) {
                continue;
            }
            if (reading.free(i + 1)
                    && reading.word(i + 1).nameLike()
                    && phrases.exists(phrases.text(i) + "-" + phrases.text(i + 1), kinds)
                    && !reading.isQuoted(i)) {
                return found(new IntentName(phrases.text(i) + "-" + phrases.text(i + 1), kinds, false, true), i, i + 2);
            }
            // A namespace and something in it often share a name: unless it is a workload, the namespace is meant.
            boolean place = reading.world.namespaces().contains(phrases.text(i))
                    && besideKind(i, kinds) == null
                    && !phrases.exists(phrases.text(i), IntentSlots.WORKLOADS);
            if (!place
                    && phrases.exists(phrases.text(i), unsaid)
                    && (besideKind(i, kinds) == null || !reading.idle(i))) {
                return found(new IntentName(phrases.text(i), unsaid, false, true), i, i + 1);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && reading.says(i, "it", "them", "its", "their", "both", "that", "those", "these", "same")) {
                var meant = context(kinds);
                if (!meant.isEmpty()) {
                    reading.use(i, i + 1);
                    aroundKind(i, i + 1, meant.getFirst().kinds().getFirst());
                    return new Found(meant, i + 1);
                }
            }
        }
        return unknownName(kinds, slot);
    }

    /** A name that no object has: beside a word for the kind, in quotes, or the only word that nothing else explains. */
    private @Nullable Found unknownName(List<String> kinds, IntentSlot slot) {
        if (!spokenOf(slot)) {
            return null;
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && reading.isQuoted(i) && reading.word(i).nameLike()) {
                var kind = besideKind(i, kinds);
                return found(
                        new IntentName(phrases.text(i), kind == null ? kinds : List.of(kind), kind != null, false),
                        i,
                        i + 1);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            var kind = besideKind(i, kinds);
            if (kind != null && phrases.candidate(i)) {
                return found(new IntentName(phrases.text(i), List.of(kind), true, false), i, i + 1);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (phrases.candidate(i) && !phrases.behindIn(i)) {
                return found(new IntentName(phrases.text(i), kinds, false, false), i, i + 1);
            }
        }
        // A word of the grammar may be a part of a name: "store" of "store-api".
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && reading.word(i).nameLike()
                    && !reading.idle(i)
                    && !reading.intent.knows(reading.lower(i))
                    && !reading.world.namespaces().contains(phrases.text(i))
                    && phrases.partOfName(i, kinds)) {
                return found(new IntentName(phrases.text(i), kinds, false, false), i, i + 1);
            }
        }
        return null;
    }

    /** A release or an application that nobody knows is only meant where the words speak of Helm or Argo CD. */
    private boolean spokenOf(IntentSlot slot) {
        var words = switch (slot.type()) {
            case "release" -> Set.of("helm", "release", "chart", "releases");
            case "application" -> Set.of("argo", "argocd", "argo-cd", "application");
            default -> Set.<String>of();
        };
        return words.isEmpty() || reading.clause.lower().stream().anyMatch(words::contains);
    }

    private void more(int from, List<String> kinds, List<IntentName> names) {
        int at = from;
        while (at < reading.size()) {
            int next = at;
            boolean joined = false;
            while (next < reading.size() && reading.says(next, "and", "the", "also", "plus", "then", "both")) {
                joined |= reading.says(next, "and", "plus");
                next++;
            }
            if (!reading.free(next)) {
                return;
            }
            var slashed = slashed(next, kinds);
            if (slashed != null) {
                names.addAll(found(slashed, next, next + 1).names());
                at = next + 1;
            } else if (reading.word(next).nameLike()
                    && (phrases.exists(phrases.text(next), kinds)
                            || (joined && phrases.candidate(next) && followedByNothing(next)))) {
                var found = found(
                        new IntentName(phrases.text(next), kinds, false, phrases.exists(phrases.text(next), kinds)),
                        next,
                        next + 1);
                names.addAll(found.names());
                at = found.end();
            } else {
                return;
            }
        }
    }

    private boolean followedByNothing(int at) {
        return at + 1 >= reading.size() || reading.idle(at + 1) || !reading.free(at + 1);
    }

    private Found found(IntentName name, int from, int to) {
        reading.use(from, to);
        int end = aroundKind(from, to, name.kinds().size() == 1 ? name.kinds().getFirst() : null);
        return new Found(List.of(name), end);
    }

    /** Uses up the words for the kind around a name: "the web deployment", "deployment web", "the web app". */
    private int aroundKind(int from, int to, @Nullable String kind) {
        int end = to;
        for (int step = 0; step < 2; step++) {
            var after = end < reading.size() && reading.free(end) ? phrases.kindAt(end) : null;
            if (after != null && (kind == null || after.kind().equals(kind) || phrases.thing(end))) {
                reading.use(end, end + after.length());
                end += after.length();
            } else if (end < reading.size() && reading.free(end) && phrases.thing(end)) {
                reading.use(end, end + 1);
                end++;
            }
        }
        int before = from - 1;
        while (before >= 0
                && reading.says(before, "the", "a", "an", "called", "named", "my", "our", "of", "for", "all", "both")) {
            before--;
        }
        for (int start = Math.max(0, before - 1); start <= before; start++) {
            var at = reading.free(start) ? phrases.kindAt(start) : null;
            if (at != null
                    && start + at.length() == before + 1
                    && (kind == null || at.kind().equals(kind) || phrases.thing(before))) {
                reading.use(start, before + 1);
                return end;
            }
        }
        if (before >= 0 && reading.free(before) && phrases.thing(before)) {
            reading.use(before, before + 1);
        }
        return end;
    }

    /** The kind that a word beside a name says, if it is one of these. */
    private @Nullable String besideKind(int at, List<String> kinds) {
        if (at < 0 || at >= reading.size() || !reading.word(at).nameLike() || reading.idle(at)) {
            return null;
        }
        var after = phrases.kindAt(at + 1);
        if (after != null && kinds.contains(after.kind()) && reading.free(at + 1)) {
            return after.kind();
        }
        int before = at - 1;
        while (before >= 0 && reading.says(before, "the", "a", "an", "called", "named", "of", "for")) {
            before--;
        }
        for (int start = Math.max(0, before - 1); start <= before; start++) {
            var kind = phrases.kindAt(start);
            if (kind != null && start + kind.length() == before + 1 && kinds.contains(kind.kind())) {
                return kind.kind();
            }
        }
        return null;
    }

    /** {@code deploy/web}; the kind may be any that the cluster knows. */
    private @Nullable IntentName slashed(int at, List<String> kinds) {
        var parts = reading.word(at).text().split("/", -1);
        if (parts.length != 2
                || parts[0].isEmpty()
                || !IntentWord.word(parts[1]).nameLike()) {
            return null;
        }
        var place = parts[0].toLowerCase(Locale.ROOT);
        if (reading.world.namespaces().contains(place) && phrases.exists(parts[1].toLowerCase(Locale.ROOT), kinds)) {
            reading.namespace = place;
            return new IntentName(parts[1].toLowerCase(Locale.ROOT), kinds, false, true);
        }
        var kind = kindOf(place);
        if (kind == null || (!kinds.contains(kind) && !kinds.equals(IntentSlots.OBJECTS))) {
            return null;
        }
        var name = parts[1].toLowerCase(Locale.ROOT);
        return new IntentName(name, List.of(kind), true, phrases.exists(name, List.of(kind)));
    }

    private @Nullable String kindOf(String word) {
        var kind = IntentVocabulary.english().kind(word);
        return kind == null ? reading.world.kind(word) : kind;
    }

    List<IntentName> context(List<String> kinds) {
        return reading.context.names().stream()
                .filter(name -> name.kinds().stream().anyMatch(kinds::contains))
                .toList();
    }

    @Nullable String newName(IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.says(i, "called", "named", "name", "name:")
                    && reading.free(i + 1)
                    && reading.word(i + 1).nameLike()) {
                reading.use(i, i + 2);
                aroundKind(i, i, slot.kinds().isEmpty() ? null : slot.kinds().getFirst());
                return phrases.text(i + 1);
            }
        }
        if (!slot.after().isEmpty()) {
            return null;
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && reading.isQuoted(i) && reading.word(i).nameLike()) {
                return phrases.take(i);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            var kind = phrases.kindAt(i);
            if (kind != null && (slot.kinds().isEmpty() || slot.kinds().contains(kind.kind()))) {
                int after = reading.next(i + kind.length() - 1);
                if (after < reading.size()
                        && reading.free(after)
                        && reading.word(after).nameLike()
                        && !reading.idle(after)
                        && !reading.says(after, "namespace", "ns", "with", "key", "port")) {
                    reading.use(i, i + kind.length());
                    return phrases.take(after);
                }
                if (phrases.candidate(i - 1)) {
                    reading.use(i, i + kind.length());
                    return phrases.take(i - 1);
                }
                reading.use(i, i + kind.length());
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (phrases.candidate(i) && !phrases.behindIn(i)) {
                return phrases.take(i);
            }
        }
        return null;
    }

    @Nullable String kind(IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            var kind = reading.free(i) ? phrases.kindAt(i) : null;
            if (kind != null && (slot.kinds().isEmpty() || slot.kinds().contains(kind.kind()))) {
                reading.use(i, i + kind.length());
                return kind.kind();
            }
        }
        if (!slot.kinds().isEmpty()) {
            return null;
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && !reading.grammar(i)
                    && reading.word(i).plain()
                    && reading.word(i).nameLike()) {
                var kind = reading.world.kind(phrases.text(i));
                if (kind != null) {
                    reading.use(i, i + 1);
                    return kind;
                }
            }
        }
        return null;
    }

    private boolean namesWorkload() {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && reading.word(i).nameLike()
                    && phrases.exists(phrases.text(i), IntentSlots.WORKLOADS)) {
                return true;
            }
        }
        return false;
    }
}
