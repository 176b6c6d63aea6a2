package io.lexiops.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what fills a slot among the free words of a clause, by the slot's type.
 *
 * <pre>
 * workload, object   a name, with or without a kind       release, application   names of Helm and Argo CD
 * name               of something new                     kind                   a kind, for lists
 * replicas           absolute, relative, percent          image, container       exactly as written
 * pairs, setting     key=value, key to value              resources              cpu and memory, requests and limits
 * number, percent, duration, lines, revision, port, target, word, text, key, verb, flag, state, selector
 * </pre>
 */
final class IntentSlots {

    static final List<String> WORKLOADS = List.of("Deployment", "StatefulSet", "DaemonSet");

    static final List<String> OBJECTS = List.of(
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "CronJob",
            "Job",
            "Service",
            "ConfigMap",
            "Pod",
            "Ingress",
            "PersistentVolumeClaim",
            "Secret",
            "HorizontalPodAutoscaler");

    static final Set<String> TYPES = Set.of(
            "workload",
            "object",
            "release",
            "application",
            "name",
            "namespace",
            "kind",
            "replicas",
            "image",
            "container",
            "pairs",
            "setting",
            "resources",
            "number",
            "percent",
            "duration",
            "lines",
            "revision",
            "port",
            "target",
            "word",
            "text",
            "key",
            "verb",
            "flag",
            "state",
            "selector",
            "labels",
            "upper",
            "newimage",
            "url",
            "helmname",
            "chart",
            "promql");

    private static final Pattern IMAGE = Pattern.compile(
            "[a-zA-Z0-9][a-zA-Z0-9._-]*(:[0-9]{1,5})?(/[a-zA-Z0-9][a-zA-Z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?");
    private static final Pattern TAG =
            Pattern.compile("v?[0-9]+(\\.[0-9A-Za-z]+)+([-_.+][A-Za-z0-9._-]+)?|v[0-9]+[A-Za-z0-9._-]*");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(s|m|h|d|sec|secs|min|mins|hr|hrs)");
    private static final Pattern QUANTITY =
            Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|Ki|Mi|Gi|Ti|K|M|G|T|mi|gi|ki|MB|GB|mb|gb)?");
    private static final Pattern PERCENT = Pattern.compile("([+-]?)([0-9]{1,4}(?:\\.[0-9]+)?)%");
    private static final Pattern TIMES = Pattern.compile("(?:x([0-9]{1,3}(?:\\.[0-9]+)?)|([0-9]{1,3}(?:\\.[0-9]+)?)x)");
    private static final Set<String> UP = Set.of(
            "up",
            "increase",
            "increasing",
            "grow",
            "raise",
            "more",
            "additional",
            "extra",
            "another",
            "add",
            "adding",
            "plus",
            "upto",
            "higher",
            "bump",
            "upscale",
            "expand",
            "further");
    private static final Set<String> DOWN = Set.of(
            "down",
            "decrease",
            "decreasing",
            "reduce",
            "reducing",
            "shrink",
            "lower",
            "fewer",
            "less",
            "remove",
            "removing",
            "minus",
            "cut",
            "drop",
            "downscale",
            "downto",
            "trim");
    private static final Set<String> COPIES = Set.of(
            "replica",
            "replicas",
            "instance",
            "instances",
            "copy",
            "copies",
            "pod",
            "pods",
            "count",
            "size",
            "replcas");

    private final IntentReading reading;

    IntentSlots(IntentReading reading) {
        this.reading = reading;
    }

    boolean fill(IntentSlot slot) {
        var found = switch (slot.type()) {
            case "workload" -> names(slot, slot.kinds().isEmpty() ? WORKLOADS : slot.kinds());
            case "object" -> names(slot, slot.kinds().isEmpty() ? OBJECTS : slot.kinds());
            case "release" -> names(slot, List.of("HelmRelease"));
            case "application" -> names(slot, List.of("Application"));
            case "name" -> newName(slot);
            case "namespace" -> reading.namespace;
            case "kind" -> kind(slot);
            case "replicas" -> replicas();
            case "image" -> image();
            case "container" -> container();
            case "pairs", "labels" -> pairs();
            case "setting" -> setting();
            case "resources" -> resources();
            case "number" -> number(slot);
            case "percent" -> percent();
            case "duration" -> duration();
            case "lines" -> lines();
            case "revision" -> revision();
            case "port" -> port(Set.of("port", "ports"), true);
            case "target" -> port(Set.of("target", "targeting", "targetport", "target-port", "forwarding"), false);
            case "word", "key", "text" -> word(slot);
            case "verb" -> verb();
            case "flag", "state" -> flag(slot);
            case "selector" -> selector();
            case "upper" -> upper();
            case "newimage" -> newImage();
            case "url" -> matching("(https?|oci)://.+");
            case "helmname" -> helmName();
            case "chart" -> chart();
            case "promql" -> promql();
            default -> throw new IllegalStateException("slot type " + slot.type());
        };
        if (found == null) {
            return false;
        }
        reading.values.put(slot.name(), found);
        reading.score += weight(slot, found);
        return true;
    }

    private static double weight(IntentSlot slot, Object found) {
        if (slot.type().equals("namespace")) {
            return 0;
        }
        return found instanceof List<?> names
                        && !names.isEmpty()
                        && names.getFirst() instanceof IntentName name
                        && !name.known()
                ? 0.6
                : 1;
    }

    /** "it" may also be left unsaid: "web is broken, fix". */
    boolean fillFromContext(IntentSlot slot) {
        if (!Set.of("workload", "object").contains(slot.type())) {
            return false;
        }
        var names =
                context(slot.kinds().isEmpty() ? (slot.type().equals("workload") ? WORKLOADS : OBJECTS) : slot.kinds());
        if (names.isEmpty()) {
            return false;
        }
        reading.values.put(slot.name(), names);
        reading.score += 0.5;
        return true;
    }

    private List<IntentName> context(List<String> kinds) {
        return reading.context.names().stream()
                .filter(name -> name.kinds().stream().anyMatch(kinds::contains))
                .toList();
    }

    // --- names of what exists

    private @Nullable List<IntentName> names(IntentSlot slot, List<String> kinds) {
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
            if (reading.free(i) && kind != null && exists(text(i), List.of(kind))) {
                return found(new IntentName(text(i), List.of(kind), true, true), i, i + 1);
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
                    && exists(text(i) + "-" + text(i + 1), kinds)
                    && !reading.isQuoted(i)) {
                return found(new IntentName(text(i) + "-" + text(i + 1), kinds, false, true), i, i + 2);
            }
            if (exists(text(i), unsaid) && (besideKind(i, kinds) == null || !reading.idle(i))) {
                return found(new IntentName(text(i), unsaid, false, true), i, i + 1);
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
                        new IntentName(text(i), kind == null ? kinds : List.of(kind), kind != null, false), i, i + 1);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            var kind = besideKind(i, kinds);
            if (kind != null && candidate(i)) {
                return found(new IntentName(text(i), List.of(kind), true, false), i, i + 1);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (candidate(i) && !behindIn(i)) {
                return found(new IntentName(text(i), kinds, false, false), i, i + 1);
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

    private boolean candidate(int at) {
        return reading.free(at)
                && reading.word(at).nameLike()
                && !reading.grammar(at)
                && !reading.world.namespaces().contains(text(at));
    }

    /** "in shpo" is a namespace that nobody knows rather than a name. */
    private boolean behindIn(int at) {
        int before = at - 1;
        while (before >= 0 && reading.says(before, "the", "a", "our", "my")) {
            before--;
        }
        return reading.says(before, "in", "inside", "within");
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
                    && (exists(text(next), kinds) || (joined && candidate(next) && followedByNothing(next)))) {
                var found = found(new IntentName(text(next), kinds, false, exists(text(next), kinds)), next, next + 1);
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
            var after = end < reading.size() && reading.free(end) ? kindAt(end) : null;
            if (after != null && (kind == null || after.kind().equals(kind) || thing(end))) {
                reading.use(end, end + after.length());
                end += after.length();
            } else if (end < reading.size() && reading.free(end) && thing(end)) {
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
            var at = reading.free(start) ? kindAt(start) : null;
            if (at != null
                    && start + at.length() == before + 1
                    && (kind == null || at.kind().equals(kind) || thing(before))) {
                reading.use(start, before + 1);
                return end;
            }
        }
        if (before >= 0 && reading.free(before) && thing(before)) {
            reading.use(before, before + 1);
        }
        return end;
    }

    private boolean thing(int at) {
        return !reading.isQuoted(at) && IntentVocabulary.english().thing(reading.lower(at));
    }

    private IntentVocabulary.@Nullable KindAt kindAt(int at) {
        return at < 0 || at >= reading.size() || reading.isQuoted(at)
                ? null
                : IntentVocabulary.english().kindAt(reading.clause.lower(), at);
    }

    /** The kind that a word beside a name says, if it is one of these. */
    private @Nullable String besideKind(int at, List<String> kinds) {
        if (at < 0 || at >= reading.size() || !reading.word(at).nameLike() || reading.idle(at)) {
            return null;
        }
        var after = kindAt(at + 1);
        if (after != null && kinds.contains(after.kind()) && reading.free(at + 1)) {
            return after.kind();
        }
        int before = at - 1;
        while (before >= 0 && reading.says(before, "the", "a", "an", "called", "named", "of", "for")) {
            before--;
        }
        for (int start = Math.max(0, before - 1); start <= before; start++) {
            var kind = kindAt(start);
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
        if (reading.world.namespaces().contains(place) && exists(parts[1].toLowerCase(Locale.ROOT), kinds)) {
            reading.namespace = place;
            return new IntentName(parts[1].toLowerCase(Locale.ROOT), kinds, false, true);
        }
        var kind = kindOf(place);
        if (kind == null || (!kinds.contains(kind) && !kinds.equals(OBJECTS))) {
            return null;
        }
        var name = parts[1].toLowerCase(Locale.ROOT);
        return new IntentName(name, List.of(kind), true, exists(name, List.of(kind)));
    }

    private @Nullable String kindOf(String word) {
        var kind = IntentVocabulary.english().kind(word);
        return kind == null ? reading.world.kind(word) : kind;
    }

    private String text(int at) {
        return reading.word(at).lower();
    }

    private boolean exists(String name, List<String> kinds) {
        return kinds.stream()
                .flatMap(kind -> reading.world.objects(kind).stream())
                .anyMatch(object -> name.equals(object.get("name")));
    }

    // --- names of what is new, kinds

    private @Nullable String newName(IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.says(i, "called", "named", "name", "name:")
                    && reading.free(i + 1)
                    && reading.word(i + 1).nameLike()) {
                reading.use(i, i + 2);
                aroundKind(i, i, slot.kinds().isEmpty() ? null : slot.kinds().getFirst());
                return text(i + 1);
            }
        }
        if (!slot.after().isEmpty()) {
            return null;
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && reading.isQuoted(i) && reading.word(i).nameLike()) {
                return take(i);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            var kind = kindAt(i);
            if (kind != null && (slot.kinds().isEmpty() || slot.kinds().contains(kind.kind()))) {
                int after = reading.next(i + kind.length() - 1);
                if (after < reading.size()
                        && reading.free(after)
                        && reading.word(after).nameLike()
                        && !reading.idle(after)
                        && !reading.says(after, "namespace", "ns", "with", "key", "port")) {
                    reading.use(i, i + kind.length());
                    return take(after);
                }
                if (candidate(i - 1)) {
                    reading.use(i, i + kind.length());
                    return take(i - 1);
                }
                reading.use(i, i + kind.length());
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (candidate(i) && !behindIn(i)) {
                return take(i);
            }
        }
        return null;
    }

    private String take(int at) {
        reading.use(at, at + 1);
        return text(at);
    }

    private @Nullable String kind(IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            var kind = reading.free(i) ? kindAt(i) : null;
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
                var kind = reading.world.kind(text(i));
                if (kind != null) {
                    reading.use(i, i + 1);
                    return kind;
                }
            }
        }
        return null;
    }

    // --- how many

    private @Nullable IntentCount replicas() {
        int direction = direction();
        for (int i = 0; i < reading.size(); i++) {
            var from = reading.says(i, "from") ? number(i + 1) : null;
            if (from != null) {
                reading.use(i, from.end());
            }
        }
        var times = times(direction);
        if (times != null) {
            return times;
        }
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) || reading.isQuoted(i)) {
                continue;
            }
            var percent = percentAt(i, direction);
            if (percent != null) {
                return percent;
            }
            var number = number(i);
            if (number != null) {
                return amount(i, number, direction);
            }
        }
        return null;
    }

    private IntentCount amount(int at, Quantity number, int direction) {
        int end = number.end();
        boolean to = back(at, "to", "at", "upto", "downto", "=", "exactly", "with", "be", "have", "has", "into");
        boolean by = back(at, "by");
        boolean signed = reading.word(at).text().matches("[+-].*");
        int after = end;
        boolean relative = false;
        while (after < reading.size() && after < end + 2) {
            relative |= reading.says(after, "more", "additional", "extra", "fewer", "less", "further");
            after++;
        }
        relative |= back(at, "another", "additional", "extra") || addedOrRemoved();
        copies(at, end);
        reading.use(at, end);
        double amount = number.value();
        if (signed && !to) {
            return new IntentCount(IntentCount.Mode.ADD, amount, direction);
        }
        if (by && direction == 0) {
            return new IntentCount(IntentCount.Mode.UNCLEAR, amount, 0);
        }
        if (!to && (by || relative) && direction != 0) {
            return new IntentCount(IntentCount.Mode.ADD, direction * amount, direction);
        }
        return new IntentCount(IntentCount.Mode.ABSOLUTE, amount, direction);
    }

    private boolean addedOrRemoved() {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.says(i, "add", "adding", "remove", "removing")) {
                return true;
            }
        }
        return false;
    }

    private void copies(int at, int end) {
        int after = end;
        while (after < reading.size()
                && (reading.says(after, "more", "additional", "extra", "fewer", "less", "of", "in", "total", "running")
                        || COPIES.contains(reading.lower(after)))) {
            if (reading.free(after)) {
                reading.use(after, after + 1);
            }
            after++;
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && (COPIES.contains(reading.lower(i))
                            || UP.contains(reading.lower(i))
                            || DOWN.contains(reading.lower(i)))) {
                reading.use(i, i + 1);
            }
        }
        if (at > 0 && reading.free(at - 1) && reading.says(at - 1, "another", "additional", "extra", "exactly", "=")) {
            reading.use(at - 1, at);
        }
    }

    private int direction() {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.isQuoted(i)) {
                continue;
            }
            if (DOWN.contains(reading.lower(i))) {
                return -1;
            }
            if (UP.contains(reading.lower(i)) && !(reading.says(i, "bump") && reading.says(i + 1, "down"))) {
                return 1;
            }
        }
        return 0;
    }

    private @Nullable IntentCount times(int direction) {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) && !cueWord(i)) {
                continue;
            }
            var factor = factorAt(i);
            if (factor == null) {
                continue;
            }
            reading.use(i, Math.min(reading.size(), i + factor.length()));
            copies(i, i + factor.length());
            for (int k = i; k < Math.min(reading.size(), i + factor.length() + 4); k++) {
                if (reading.free(k)
                        && reading.says(k, "as", "many", "much", "size", "amount", "current", "factor", "times")) {
                    reading.use(k, k + 1);
                }
            }
            for (int k = 0; k < i; k++) {
                if (reading.free(k) && reading.says(k, "factor")) {
                    reading.use(k, k + 1);
                }
            }
            double value = factor.value();
            if (value > 1 && direction < 0) {
                value = 1 / value;
            }
            return new IntentCount(IntentCount.Mode.TIMES, value, direction);
        }
        return null;
    }

    /** Verbs that are an amount too: double, halve. */
    private boolean cueWord(int at) {
        return reading.lower(at).matches("doubl(e|ed|ing)|tripl(e|ed|ing)|quadrupl(e|ed|ing)|halv(e|ed|ing)|half");
    }

    private record Factor(double value, int length) {}

    private @Nullable Factor factorAt(int at) {
        if (reading.isQuoted(at)) {
            return null;
        }
        var word = reading.lower(at);
        switch (word) {
            case "double", "doubled", "doubling", "twice", "twofold" -> {
                return new Factor(2, 1);
            }
            case "triple", "tripled", "tripling", "thrice", "threefold" -> {
                return new Factor(3, 1);
            }
            case "quadruple", "quadrupled", "fourfold" -> {
                return new Factor(4, 1);
            }
            case "halve", "halved", "halving", "half" -> {
                return reading.says(at + 1, "dozen") || reading.says(at + 2, "dozen") ? null : new Factor(0.5, 1);
            }
            default -> {}
        }
        var times = TIMES.matcher(word);
        if (times.matches()) {
            var digits = times.group(1) == null ? times.group(2) : times.group(1);
            return new Factor(Double.parseDouble(digits), 1);
        }
        var number = number(at);
        if (number != null && reading.says(number.end(), "times")) {
            return new Factor(number.value(), number.end() + 1 - at);
        }
        if (number != null && back(at, "factor")) {
            return new Factor(number.value(), number.end() - at);
        }
        return null;
    }

    private @Nullable IntentCount percentAt(int at, int direction) {
        var percent = percentValue(at);
        if (percent == null) {
            return null;
        }
        boolean to = back(at, "to", "at") || reading.says(percent.end(), "of");
        copies(at, percent.end());
        reading.use(at, percent.end());
        double share = percent.value() / 100;
        if (percent.sign() != 0) {
            return new IntentCount(IntentCount.Mode.TIMES, 1 + percent.sign() * share, percent.sign());
        }
        if (to) {
            return new IntentCount(IntentCount.Mode.TIMES, share, direction);
        }
        return direction == 0
                ? new IntentCount(IntentCount.Mode.UNCLEAR, percent.value(), 0)
                : new IntentCount(IntentCount.Mode.TIMES, 1 + direction * share, direction);
    }

    private record Percent(double value, int sign, int end) {}

    private @Nullable Percent percentValue(int at) {
        var match = PERCENT.matcher(reading.word(at).text());
        if (match.matches()) {
            int sign = match.group(1).equals("+") ? 1 : match.group(1).equals("-") ? -1 : 0;
            return new Percent(Double.parseDouble(match.group(2)), sign, at + 1);
        }
        var number = number(at);
        return number != null && reading.says(number.end(), "percent", "%", "pct")
                ? new Percent(number.value(), 0, number.end() + 1)
                : null;
    }

    private record Quantity(long value, int end) {}

    /** A number in digits or words that begins here. */
    private @Nullable Quantity number(int at) {
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

    /** Whether one of the words stands right before, articles apart. */
    private boolean back(int at, String... words) {
        int before = at - 1;
        while (before >= 0
                && reading.says(before, "the", "a", "an", "of", "just", "only", "about", "back", "up", "down")
                && !reading.says(before, words)) {
            before--;
        }
        return reading.says(before, words);
    }

    private @Nullable Object number(IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            var number = reading.free(i) ? number(i) : null;
            if (number == null) {
                continue;
            }
            boolean after = slot.after().isEmpty() || back(i, slot.after().toArray(String[]::new));
            if (after) {
                useBack(i, slot.after());
                reading.use(i, number.end());
                return number.value();
            }
        }
        return null;
    }

    private void useBack(int at, List<String> words) {
        for (int before = at - 1; before >= 0 && before >= at - 3; before--) {
            if (reading.free(before) && !reading.isQuoted(before) && words.contains(reading.lower(before))) {
                reading.use(before, before + 1);
                return;
            }
        }
    }

    private @Nullable Object percent() {
        for (int i = 0; i < reading.size(); i++) {
            var percent = reading.free(i) ? percentValue(i) : null;
            if (percent != null) {
                reading.use(i, percent.end());
                return (long) percent.value();
            }
        }
        return null;
    }

    // --- images and containers

    private @Nullable Object image() {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i)) {
                continue;
            }
            var text = reading.word(i).text();
            if (reading.isQuoted(i)
                    && text.contains(" ")
                    && (text.contains("/") || text.contains(":") || imageBefore(i))) {
                reading.use(i, i + 1);
                return Map.of("bad", text);
            }
            int equals = text.indexOf('=');
            var value = equals > 0 ? text.substring(equals + 1) : text;
            if (imageLike(value) && slashedKind(text) == null) {
                reading.use(i, i + 1);
                useImageWords(i);
                return equals > 0
                        ? Map.of(
                                "image",
                                value,
                                "container",
                                text.substring(0, equals).toLowerCase(Locale.ROOT))
                        : Map.of("image", value);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            var text = reading.word(i).text();
            if (reading.free(i)
                    && !reading.word(i).breaks()
                    && (TAG.matcher(text).matches()
                            || (tagBefore(i) && text.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*") && !reading.grammar(i)))) {
                reading.use(i, i + 1);
                useImageWords(i);
                return Map.of("tag", text);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (candidate(i)
                    && back(i, "to", "with", "use", "image")
                    && imageSaid()
                    && IMAGE.matcher(reading.word(i).text()).matches()) {
                reading.use(i, i + 1);
                useImageWords(i);
                return Map.of("image", reading.word(i).text());
            }
        }
        return null;
    }

    private @Nullable String slashedKind(String text) {
        var parts = text.split("/", -1);
        return parts.length == 2 ? IntentVocabulary.english().kind(parts[0].toLowerCase(Locale.ROOT)) : null;
    }

    private static boolean imageLike(String text) {
        return (text.contains("/") || text.contains(":") || text.contains("@"))
                && !text.contains("://")
                && IMAGE.matcher(text).matches();
    }

    private boolean imageSaid() {
        return reading.clause.lower().stream().anyMatch(word -> word.equals("image") || word.equals("images"));
    }

    private boolean imageBefore(int at) {
        return imageSaid() && at > 0;
    }

    private boolean tagBefore(int at) {
        return back(at, "tag", "version", "release") || (back(at, "to") && tagSaid());
    }

    private boolean tagSaid() {
        return reading.clause.lower().stream().anyMatch(word -> word.equals("tag") || word.equals("version"));
    }

    private void useImageWords(int at) {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && i != at
                    && reading.says(i, "image", "tag", "version", "release", "images", "exactly")) {
                reading.use(i, i + 1);
            }
        }
    }

    private @Nullable String container() {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.says(i, "container", "sidecar", "containers")) {
                continue;
            }
            if (reading.free(i + 1)
                    && reading.word(i + 1).nameLike()
                    && (!reading.idle(i + 1) && containerName(text(i + 1)))) {
                reading.use(i, i + 2);
                return text(i + 1);
            }
            if (reading.free(i - 1)
                    && !reading.idle(i - 1)
                    && reading.word(i - 1).nameLike()
                    && (containerName(text(i - 1)) || !reading.grammar(i - 1))) {
                reading.use(i - 1, i + 1);
                return text(i - 1);
            }
            if (reading.free(i + 1) && reading.word(i + 1).nameLike() && !reading.grammar(i + 1)) {
                reading.use(i, i + 2);
                return text(i + 1);
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && !reading.idle(i) && reading.word(i).nameLike() && containerName(text(i))) {
                reading.use(i, i + 1);
                return text(i);
            }
        }
        return null;
    }

    private boolean containerName(String name) {
        return WORKLOADS.stream()
                .flatMap(kind -> reading.world.objects(kind).stream())
                .flatMap(object ->
                        object.get("containers") instanceof List<?> list ? list.stream() : Stream.<Object>empty())
                .anyMatch(container -> container instanceof Map<?, ?> map && name.equals(map.get("name")));
    }

    // --- keys and values

    private @Nullable Map<String, Object> pairs() {
        var pairs = new LinkedHashMap<String, Object>();
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i)) {
                continue;
            }
            var text = reading.word(i).text();
            int equals = text.indexOf('=');
            if (equals > 0 && equals < text.length() - 1) {
                pairs.put(text.substring(0, equals), unquoted(text.substring(equals + 1)));
                reading.use(i, i + 1);
            } else if (reading.says(i + 1, "=") && reading.free(i + 2)) {
                pairs.put(text, unquoted(reading.word(i + 2).text()));
                reading.use(i, i + 3);
            } else if (reading.says(i, "key", "keys", "entry", "data") && reading.free(i + 1)) {
                keyAndValue(i, pairs);
            }
        }
        for (int i = 0; i < reading.size() && !pairs.isEmpty(); i++) {
            if (reading.free(i)
                    && reading.says(i, "key", "keys", "value", "values", "entry", "data", "pair", "pairs", "entries")) {
                reading.use(i, i + 1);
            }
        }
        return pairs.isEmpty() ? null : pairs;
    }

    /** "key max and value 10", "key max set to 10". */
    private void keyAndValue(int at, Map<String, Object> pairs) {
        for (int i = at + 2; i < Math.min(reading.size() - 1, at + 6); i++) {
            if (reading.says(i, "value", "to", "is", "=") && reading.free(i + 1)) {
                pairs.put(
                        reading.word(at + 1).text(),
                        unquoted(reading.word(i + 1).text()));
                reading.use(at, i + 2);
                return;
            }
        }
    }

    private @Nullable Map<String, Object> setting() {
        var pairs = pairs();
        if (pairs != null) {
            return pairs;
        }
        int value = -1;
        for (int i = 1; i < reading.size(); i++) {
            if (reading.free(i)
                    && back(i, "to", "as", "be", "value", "with")
                    && !reading.idle(i)
                    && !reading.word(i).breaks()) {
                value = i;
            }
        }
        if (value < 0) {
            return null;
        }
        int key = -1;
        for (int i = 0; i < reading.size() && key < 0; i++) {
            boolean named = reading.word(i).text().matches("[A-Za-z_][A-Za-z0-9_.-]*")
                    && (reading.isQuoted(i) || !reading.idle(i))
                    && (!reading.grammar(i)
                            || reading.word(i).text().matches("[A-Z][A-Z0-9_]+")
                            || back(i, "key", "variable"));
            if (i != value && reading.free(i) && named) {
                key = i;
            }
        }
        if (key < 0) {
            return null;
        }
        reading.use(key, key + 1);
        reading.use(value, value + 1);
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && reading.says(i, "key", "value", "variable", "entry", "setting", "env", "environment", "var")) {
                reading.use(i, i + 1);
            }
        }
        return Map.of(reading.word(key).text(), unquoted(reading.word(value).text()));
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.matches("(?s)([\"'`]).*\\1") ? text.substring(1, text.length() - 1) : text;
    }

    /** {@code {requests: {cpu: 100m}, limits: {memory: 512Mi}}}. */
    private @Nullable Map<String, Object> resources() {
        var found = new IntentResources(reading).read(QUANTITY);
        return found.isEmpty() ? null : found;
    }

    // --- the rest

    private @Nullable String duration() {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i)) {
                continue;
            }
            var match = DURATION.matcher(reading.lower(i));
            if (match.matches()) {
                reading.use(i, i + 1);
                timeWords();
                return match.group(1) + match.group(2).charAt(0);
            }
            var number = number(i);
            var unit = number == null ? null : unit(number.end());
            if (number != null && unit != null) {
                reading.use(i, number.end() + 1);
                timeWords();
                return number.value() + unit;
            }
            var alone = unit(i);
            if (alone != null && back(i, "last", "past", "previous", "an", "a", "half")) {
                reading.use(i, i + 1);
                timeWords();
                return back(i, "half") ? "30m" : "1" + alone;
            }
        }
        return null;
    }

    private @Nullable String unit(int at) {
        if (at >= reading.size() || reading.isQuoted(at)) {
            return null;
        }
        return switch (reading.lower(at)) {
            case "second", "seconds", "secs", "sec" -> "s";
            case "minute", "minutes", "mins", "min" -> "m";
            case "hour", "hours", "hrs", "hr" -> "h";
            case "day", "days" -> "d";
            default -> null;
        };
    }

    private void timeWords() {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && reading.says(i, "last", "past", "since", "ago", "previous", "within", "half", "an", "during")) {
                reading.use(i, i + 1);
            }
        }
    }

    private @Nullable Object lines() {
        for (int i = 0; i < reading.size(); i++) {
            var number = reading.free(i) ? number(i) : null;
            if (number == null || unit(number.end()) != null || number.value() < 1) {
                continue;
            }
            int after = number.end();
            while (after < reading.size()
                    && reading.says(after, "log", "logs", "line", "lines", "entries", "rows", "messages")) {
                after++;
            }
            reading.use(i, after);
            for (int k = 0; k < reading.size(); k++) {
                if (reading.free(k)
                        && reading.says(
                                k, "last", "tail", "line", "lines", "newest", "latest", "recent", "entries", "rows")) {
                    reading.use(k, k + 1);
                }
            }
            return number.value();
        }
        return null;
    }

    private @Nullable Object revision() {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) || reading.isQuoted(i)) {
                continue;
            }
            var glued =
                    Pattern.compile("(?:#|rev|revision|r)[-#:=]?([0-9]{1,6})").matcher(reading.lower(i));
            if (glued.matches()) {
                reading.use(i, i + 1);
                return Long.parseLong(glued.group(1));
            }
            var number = number(i);
            if (number != null
                    && (back(i, "revision", "rev", "version", "number", "#")
                            || back(i, "to")
                            || number.end() == reading.size()
                            || i > 0)) {
                reading.use(i, number.end());
                for (int k = 0; k < reading.size(); k++) {
                    if (reading.free(k) && reading.says(k, "revision", "rev", "version", "number")) {
                        reading.use(k, k + 1);
                    }
                }
                return number.value();
            }
        }
        return null;
    }

    private @Nullable Object port(Set<String> words, boolean alone) {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) || !reading.word(i).integer()) {
                continue;
            }
            boolean after = back(i, words.toArray(String[]::new))
                    || (back(i, "port", "ports") && reading.says(i - 2, words.toArray(String[]::new)))
                    || (!alone
                            && (back(i, "to") && reading.clause.lower().stream().anyMatch(words::contains)));
            if (after || (alone && !targeted(i))) {
                reading.use(i, i + 1);
                for (int k = Math.max(0, i - 3); k < i; k++) {
                    if (reading.free(k)
                            && (words.contains(reading.lower(k)) || reading.says(k, "port", "ports", "container"))) {
                        reading.use(k, k + 1);
                    }
                }
                return Long.parseLong(reading.word(i).text());
            }
        }
        return null;
    }

    private boolean targeted(int at) {
        return back(at, "target", "targeting", "targetport", "target-port", "forwarding")
                || (reading.says(at - 1, "port") && reading.says(at - 2, "target", "container"));
    }

    private @Nullable String word(IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            boolean after = slot.after().isEmpty()
                    ? !reading.idle(i) && !reading.grammar(i)
                    : back(i, slot.after().toArray(String[]::new));
            boolean said = slot.after().contains(reading.lower(i)) || reading.intent.also(reading.lower(i));
            if (reading.free(i) && after && !said && !reading.word(i).breaks() && !reading.idle(i)) {
                useBack(i, slot.after());
                reading.use(i, i + 1);
                return reading.word(i).text();
            }
        }
        if (slot.type().equals("text")) {
            for (int i = 0; i < reading.size(); i++) {
                if (reading.free(i) && reading.isQuoted(i)) {
                    reading.use(i, i + 1);
                    return reading.word(i).text();
                }
            }
        }
        return null;
    }

    private @Nullable String verb() {
        for (int i = 0; i < reading.size(); i++) {
            var verb = reading.free(i) && !reading.isQuoted(i) ? RIGHTS.get(reading.lower(i)) : null;
            if (verb != null) {
                reading.use(i, i + 1);
                return verb;
            }
        }
        return null;
    }

    private static final Map<String, String> RIGHTS = Map.ofEntries(
            Map.entry("get", "get"),
            Map.entry("read", "get"),
            Map.entry("see", "get"),
            Map.entry("view", "get"),
            Map.entry("list", "list"),
            Map.entry("watch", "watch"),
            Map.entry("create", "create"),
            Map.entry("make", "create"),
            Map.entry("add", "create"),
            Map.entry("update", "update"),
            Map.entry("edit", "update"),
            Map.entry("change", "patch"),
            Map.entry("modify", "patch"),
            Map.entry("patch", "patch"),
            Map.entry("scale", "patch"),
            Map.entry("restart", "patch"),
            Map.entry("delete", "delete"),
            Map.entry("remove", "delete"),
            Map.entry("kill", "delete"));

    /** The first of the words behind which the slot stands, as it is said. */
    private @Nullable String flag(IntentSlot slot) {
        for (var phrase : slot.after()) {
            var parts = phrase.split(" ");
            for (int i = 0; i + parts.length <= reading.size(); i++) {
                boolean all = true;
                for (int k = 0; k < parts.length; k++) {
                    all &= reading.free(i + k) && reading.says(i + k, parts[k]);
                }
                if (all) {
                    reading.use(i, i + parts.length);
                    return phrase;
                }
            }
        }
        return null;
    }

    private @Nullable String selector() {
        for (int i = 0; i < reading.size(); i++) {
            var text = reading.word(i).text();
            if (reading.free(i)
                    && text.matches("[A-Za-z0-9./_-]+!?=[A-Za-z0-9._-]*(,[A-Za-z0-9./_-]+!?=[A-Za-z0-9._-]*)*")) {
                reading.use(i, i + 1);
                useBack(i, List.of("label", "labels", "selector", "labeled", "labelled", "labeled"));
                return text;
            }
        }
        return null;
    }

    // --- values of tools

    /** A variable in capitals, as environments have them: {@code LOG_LEVEL=debug}. */
    private @Nullable Map<String, Object> upper() {
        boolean capitals = reading.clause.words().stream()
                .anyMatch(word -> word.text().matches("[A-Z][A-Z0-9_]*(=.*)?")
                        && word.text().length() > 1);
        var found = capitals ? setting() : null;
        return found != null && found.keySet().stream().allMatch(key -> key.matches("[A-Z][A-Z0-9_]*")) ? found : null;
    }

    private @Nullable String newImage() {
        for (int i = 0; i < reading.size(); i++) {
            var text = reading.word(i).text();
            boolean image =
                    imageLike(text) || (back(i, "image") && IMAGE.matcher(text).matches());
            if (reading.free(i) && image && slashedKind(text) == null) {
                reading.use(i, i + 1);
                useImageWords(i);
                return text;
            }
        }
        return null;
    }

    private @Nullable String matching(String pattern) {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && reading.word(i).text().matches(pattern)) {
                reading.use(i, i + 1);
                return reading.word(i).text();
            }
        }
        return null;
    }

    private @Nullable String helmName() {
        var free = new ArrayList<Integer>();
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) || !reading.word(i).nameLike() || reading.idle(i)) {
                continue;
            }
            if (reading.says(i - 1, "as", "called", "named", "release")) {
                reading.use(i - 1, i + 1);
                return text(i);
            }
            if (!reading.grammar(i)) {
                free.add(i);
            }
        }
        return free.size() == 2 && free.get(1) == free.get(0) + 1 ? take(free.getFirst()) : null;
    }

    private @Nullable String chart() {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && !reading.idle(i) && reading.says(i - 1, "chart") && chartLike(i)) {
                reading.use(i - 1, i + 1);
                return reading.word(i).text();
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && !reading.idle(i) && !reading.grammar(i) && chartLike(i)) {
                reading.use(i, i + 1);
                return reading.word(i).text();
            }
        }
        return null;
    }

    private boolean chartLike(int at) {
        return reading.word(at).text().matches("[a-z0-9][a-z0-9._/-]*")
                && !reading.word(at).integer();
    }

    private @Nullable String promql() {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && reading.isQuoted(i)) {
                reading.use(i, i + 1);
                return reading.word(i).text();
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && back(i, "of", "query", "metric", "evaluate", "promql")
                    && reading.word(i).text().matches("[a-zA-Z_:].*")
                    && !reading.says(i, "the", "a", "prometheus", "in")) {
                reading.use(i, i + 1);
                return reading.word(i).text();
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && !reading.grammar(i)) {
                reading.use(i, i + 1);
                return reading.word(i).text();
            }
        }
        return null;
    }
}
