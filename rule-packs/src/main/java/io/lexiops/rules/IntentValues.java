package io.lexiops.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds keys and values, words behind words, and the arguments of tools. */
final class IntentValues {

    private static final Pattern QUANTITY =
            Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|Ki|Mi|Gi|Ti|K|M|G|T|mi|gi|ki|MB|GB|mb|gb)?");

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

    private final IntentReading reading;
    private final IntentPhrases phrases;

    IntentValues(IntentReading reading, IntentPhrases phrases) {
        this.reading = reading;
        this.phrases = phrases;
    }

    @Nullable Map<String, Object> pairs() {
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
            } else if (reading.says(i + 1, "is", "equals") && key(i) && reading.free(i + 2)) {
                pairs.put(text, unquoted(reading.word(i + 2).text()));
                reading.use(i, i + 3);
            } else if (text.matches("[A-Za-z_][A-Za-z0-9_.-]*:") && reading.free(i + 1)) {
                pairs.put(
                        text.substring(0, text.length() - 1),
                        unquoted(reading.word(i + 1).text()));
                reading.use(i, i + 2);
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

    private boolean key(int at) {
        return !reading.idle(at)
                && !reading.says(at, "key", "value", "it", "which", "there")
                && reading.word(at).text().matches("[A-Za-z_][A-Za-z0-9_.-]*");
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

    @Nullable Map<String, Object> setting() {
        var pairs = pairs();
        if (pairs != null) {
            return pairs;
        }
        int value = -1;
        for (int i = 1; i < reading.size(); i++) {
            if (reading.free(i)
                    && phrases.back(i, "to", "as", "be", "value", "with")
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
                            || phrases.back(i, "key", "variable"));
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
    @Nullable Map<String, Object> resources() {
        var found = new IntentResources(reading).read(QUANTITY);
        return found.isEmpty() ? null : found;
    }

    @Nullable String word(IntentSlot slot) {
        for (int i = 0; i < reading.size(); i++) {
            boolean after = slot.after().isEmpty()
                    ? !reading.idle(i) && !reading.grammar(i)
                    : phrases.back(i, slot.after().toArray(String[]::new));
            boolean said = slot.after().contains(reading.lower(i)) || reading.intent.also(reading.lower(i));
            if (reading.free(i) && after && !said && !reading.word(i).breaks() && !reading.idle(i)) {
                phrases.useBack(i, slot.after());
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

    @Nullable String verb() {
        for (int i = 0; i < reading.size(); i++) {
            var verb = reading.free(i) && !reading.isQuoted(i) ? RIGHTS.get(reading.lower(i)) : null;
            if (verb != null) {
                reading.use(i, i + 1);
                return verb;
            }
        }
        return null;
    }

    /** The first of the words behind which the slot stands, as it is said. */
    @Nullable String flag(IntentSlot slot) {
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

    @Nullable String selector() {
        for (int i = 0; i < reading.size(); i++) {
            var text = reading.word(i).text();
            if (reading.free(i)
                    && text.matches("[A-Za-z0-9./_-]+!?=[A-Za-z0-9._-]*(,[A-Za-z0-9./_-]+!?=[A-Za-z0-9._-]*)*")) {
                reading.use(i, i + 1);
                phrases.useBack(i, List.of("label", "labels", "selector", "labeled", "labelled", "labeled"));
                return text;
            }
        }
        return null;
    }

    /** A variable in capitals, as environments have them: {@code LOG_LEVEL=debug}. */
    @Nullable Map<String, Object> upper() {
        boolean capitals = reading.clause.words().stream()
                .anyMatch(word -> word.text().matches("[A-Z][A-Z0-9_]*(=.*)?")
                        && word.text().length() > 1);
        var found = capitals ? setting() : null;
        return found != null && found.keySet().stream().allMatch(key -> key.matches("[A-Z][A-Z0-9_]*")) ? found : null;
    }

    @Nullable String matching(String pattern) {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && reading.word(i).text().matches(pattern)) {
                reading.use(i, i + 1);
                return reading.word(i).text();
            }
        }
        return null;
    }

    @Nullable String helmName() {
        var free = new ArrayList<Integer>();
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) || !reading.word(i).nameLike() || reading.idle(i)) {
                continue;
            }
            if (reading.says(i - 1, "as", "called", "named", "release")) {
                reading.use(i - 1, i + 1);
                return phrases.text(i);
            }
            if (!reading.grammar(i)) {
                free.add(i);
            }
        }
        return free.size() == 2 && free.get(1) == free.get(0) + 1 ? phrases.take(free.getFirst()) : null;
    }

    @Nullable String chart() {
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

    @Nullable String promql() {
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i) && reading.isQuoted(i)) {
                reading.use(i, i + 1);
                return reading.word(i).text();
            }
        }
        for (int i = 0; i < reading.size(); i++) {
            if (reading.free(i)
                    && phrases.back(i, "of", "query", "metric", "evaluate", "promql")
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
