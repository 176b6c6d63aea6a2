package io.lexiops.agent.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code k8s_diagnose} answered, read as strictly as planning needs it. */
record Diagnosis(boolean progressing, String summary, List<Cause> causes, List<Planning.Fact> facts) {

    Diagnosis {
        causes = List.copyOf(causes);
        facts = List.copyOf(facts);
    }

    /**
     * One cause, the best first.
     *
     * @param handover what only a person can do; null if nothing
     * @param commands what a person would run
     */
    record Cause(
            String rule,
            String says,
            Map<String, Object> target,
            List<Fix> fixes,
            @Nullable String handover,
            List<String> commands) {
        Cause {
            fixes = List.copyOf(fixes);
            commands = List.copyOf(commands);
        }
    }

    record Fix(String name, String tool, Map<String, Object> arguments, String why, String verify) {}

    /** Nothing is wrong yet, and something is under way. */
    boolean undecided() {
        return causes.isEmpty() && progressing;
    }

    static Diagnosis of(Map<String, Object> structured) {
        var causes = new ArrayList<Cause>();
        var facts = new ArrayList<Planning.Fact>();
        for (var item : trees(structured.get("causes"))) {
            causes.add(cause(item));
            facts.add(fact(item));
        }
        for (var note : texts(structured.get("notes"))) {
            facts.add(new Planning.Fact("", note, "", Map.of()));
        }
        for (var unchecked : texts(structured.get("unchecked"))) {
            facts.add(new Planning.Fact("", "not checked: " + unchecked, "", Map.of()));
        }
        if (causes.isEmpty()) {
            var checked = texts(structured.get("checked")).stream()
                    .filter(looked -> !looked.startsWith("0 "))
                    .map(looked -> looked.startsWith("1 ") ? looked.replaceFirst("s$", "") : looked)
                    .collect(Collectors.joining(", "));
            if (!checked.isEmpty()) {
                facts.add(new Planning.Fact("", "checked: " + checked, "", Map.of()));
            }
        }
        return new Diagnosis(
                Boolean.TRUE.equals(structured.get("progressing")),
                text(structured.get("summary"), "no fault found"),
                causes,
                facts);
    }

    private static Cause cause(Map<String, Object> item) {
        var fixes = new ArrayList<Fix>();
        for (var fix : trees(item.get("fixes"))) {
            fixes.add(new Fix(
                    text(fix.get("name"), "fix"),
                    text(fix.get("tool"), ""),
                    tree(fix.get("arguments")),
                    text(fix.get("why"), ""),
                    text(fix.get("verify"), "converged")));
        }
        var handover = tree(item.get("handover"));
        return new Cause(
                text(item.get("rule"), ""),
                text(item.get("says"), ""),
                tree(item.get("target")),
                fixes.stream().filter(fix -> !fix.tool().isEmpty()).toList(),
                handover.get("because") instanceof String because ? because : null,
                texts(handover.get("commands")));
    }

    private static Planning.Fact fact(Map<String, Object> item) {
        var evidence = trees(item.get("evidence"));
        var details = new LinkedHashMap<String, Object>();
        details.put("class", text(item.get("class"), ""));
        details.put("target", tree(item.get("target")));
        details.put("evidence", evidence);
        return new Planning.Fact(
                text(item.get("rule"), ""),
                text(item.get("says"), ""),
                evidence.isEmpty() ? "" : text(evidence.getFirst().get("source"), ""),
                details);
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value instanceof String text && !text.isBlank() ? text : otherwise;
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static List<Map<String, Object>> trees(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(Diagnosis::tree)
                        .toList()
                : List.of();
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> tree(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
