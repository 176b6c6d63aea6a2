package io.lexiops.rules;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds how many, how long and which number. */
final class IntentAmounts {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(s|m|h|d|sec|secs|min|mins|hr|hrs)");

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

    private static final String[] STEPS = {
        "version",
        "versions",
        "revision",
        "revisions",
        "release",
        "releases",
        "step",
        "steps",
        "deployment",
        "deployments",
        "rollout",
        "rollouts",
        "change",
        "changes"
    };

    private final IntentReading reading;
    private final IntentPhrases phrases;

    IntentAmounts(IntentReading reading, IntentPhrases phrases) {
        this.reading = reading;
        this.phrases = phrases;
    }

    @Nullable IntentCount replicas() {
        int direction = direction();
        Long before = null;
        for (int i = 0; i < reading.size(); i++) {
            var from = reading.says(i, "from") ? phrases.number(i + 1) : null;
            if (from != null) {
                reading.use(i, from.end());
                before = from.value();
            }
        }
        var found = times(direction);
        for (int i = 0; i < reading.size() && found == null; i++) {
            if (!reading.free(i) || reading.isQuoted(i)) {
                continue;
            }
            found = percentAt(i, direction);
            var number = found == null ? phrases.number(i) : null;
            found = number == null ? found : amount(i, number, direction);
        }
        return found == null ? null : found.whereThereAre(before);
    }

    private IntentCount amount(int at, IntentPhrases.Quantity number, int direction) {
        int end = number.end();
        boolean to =
                phrases.back(at, "to", "at", "upto", "downto", "=", "exactly", "with", "be", "have", "has", "into");
        boolean by = phrases.back(at, "by");
        boolean signed = reading.word(at).text().matches("[+-].*");
        int after = end;
        boolean relative = false;
        while (after < reading.size() && after < end + 2) {
            relative |= reading.says(after, "more", "additional", "extra", "fewer", "less", "further");
            after++;
        }
        relative |= phrases.back(at, "another", "additional", "extra") || addedOrRemoved();
        // "should have one more" adds one, though "have" stands before the number.
        to &= !reading.says(end, "more", "additional", "extra", "fewer", "less")
                || phrases.back(at, "to", "exactly", "=", "upto", "downto");
        copies(at, end);
        reading.use(at, end);
        boolean negative =
                reading.says(at - 1, "minus", "negative") && phrases.back(at - 1, "to", "at", "=", "exactly");
        if (negative) {
            reading.use(at - 1, at);
            return new IntentCount(IntentCount.Mode.ABSOLUTE, -number.value(), 0);
        }
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
        var number = phrases.number(at);
        if (number != null && reading.says(number.end(), "times")) {
            return new Factor(number.value(), number.end() + 1 - at);
        }
        if (number != null && phrases.back(at, "factor")) {
            return new Factor(number.value(), number.end() - at);
        }
        return null;
    }

    private @Nullable IntentCount percentAt(int at, int direction) {
        var percent = percentValue(at);
        if (percent == null) {
            return null;
        }
        boolean to = phrases.back(at, "to", "at") || reading.says(percent.end(), "of");
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
                ? new IntentCount(IntentCount.Mode.UNCLEAR_PERCENT, percent.value(), 0)
                : new IntentCount(IntentCount.Mode.TIMES, 1 + direction * share, direction);
    }

    private record Percent(double value, int sign, int end) {}

    private @Nullable Percent percentValue(int at) {
        var match = PERCENT.matcher(reading.word(at).text());
        if (match.matches()) {
            int sign = match.group(1).equals("+") ? 1 : match.group(1).equals("-") ? -1 : 0;
            return new Percent(Double.parseDouble(match.group(2)), sign, at + 1);
        }
        var number = phrases.number(at);
        return number != null && reading.says(number.end(), "percent", "%", "pct")
                ? new Percent(number.value(), 0, number.end() + 1)
                : null;
    }

    @Nullable Object counted(IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            var number = reading.free(i) ? phrases.number(i) : null;
            if (number == null) {
                continue;
            }
            boolean after =
                    slot.after().isEmpty() || phrases.back(i, slot.after().toArray(String[]::new));
            if (after) {
                phrases.useBack(i, slot.after());
                reading.use(i, number.end());
                return number.value();
            }
        }
        return null;
    }

    @Nullable Object percent() {
        for (int i = 0; i < reading.size(); i++) {
            var percent = reading.free(i) ? percentValue(i) : null;
            if (percent != null) {
                reading.use(i, percent.end());
                return (long) percent.value();
            }
        }
        return null;
    }

    @Nullable String duration() {
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
            var number = phrases.number(i);
            var unit = number == null ? null : unit(number.end());
            if (number != null && unit != null) {
                reading.use(i, number.end() + 1);
                timeWords();
                return number.value() + unit;
            }
            var alone = unit(i);
            if (alone != null && phrases.back(i, "last", "past", "previous", "an", "a", "half")) {
                reading.use(i, i + 1);
                timeWords();
                return phrases.back(i, "half") ? "30m" : "1" + alone;
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

    @Nullable Object lines() {
        for (int i = 0; i < reading.size(); i++) {
            var number = reading.free(i) ? phrases.number(i) : null;
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

    @Nullable Object revision() {
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
            var number = phrases.number(i);
            if (number != null
                    && reading.says(number.end(), STEPS)
                    && !phrases.back(i, "to", "revision", "number", "#")) {
                // "two versions back" counts; the one before is what is meant without a number, another one is asked
                // back.
                if (number.value() == 1) {
                    reading.use(i, number.end() + 1);
                }
                return null;
            }
            if (number != null
                    && (phrases.back(i, "revision", "rev", "version", "number", "#")
                            || phrases.back(i, "to")
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

    @Nullable Object port(Set<String> words, boolean alone) {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) || !reading.word(i).integer()) {
                continue;
            }
            boolean after = phrases.back(i, words.toArray(String[]::new))
                    || (phrases.back(i, "port", "ports") && reading.says(i - 2, words.toArray(String[]::new)))
                    || (!alone
                            && (phrases.back(i, "to")
                                    && reading.clause.lower().stream().anyMatch(words::contains)));
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
        return phrases.back(at, "target", "targeting", "targetport", "target-port", "forwarding")
                || (reading.says(at - 1, "port") && reading.says(at - 2, "target", "container"));
    }
}
