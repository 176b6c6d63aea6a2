package io.lexiops.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A rule about words: what an operator who says such a thing wants done. */
public final class Intent implements Rule {

    private final String id;
    private final String file;
    private final String title;
    private final boolean changes;
    private final Understanding.Goal goal;
    private final Parts parts;
    private final List<IntentExample> examples;

    /**
     * What an intent is made of.
     *
     * @param words  every word that its utterances name, for telling a slip from a name
     * @param also   words that say nothing here
     * @param target of a diagnosis; null for calls
     */
    record Parts(
            List<IntentUtterance> utterances,
            Map<String, IntentSlot> slots,
            Set<String> words,
            Set<String> also,
            Template says,
            List<Condition> needs,
            List<PlannedCall> calls,
            @Nullable Template target) {
        Parts {
            utterances = List.copyOf(utterances);
            // The order of the file is the order in which slots are filled.
            slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
            words = Set.copyOf(words);
            also = Set.copyOf(also);
            needs = List.copyOf(needs);
            calls = List.copyOf(calls);
        }
    }

    /** What must hold, and what is said if it does not. */
    record Condition(Expression holds, Template otherwise) {}

    /** A call of the plan; {@code when} is null for always. */
    record PlannedCall(
            String tool,
            Template arguments,
            Template why,
            String verify,
            @Nullable Expression when) {}

    Intent(
            String id,
            String file,
            String title,
            boolean changes,
            Understanding.Goal goal,
            Parts parts,
            List<IntentExample> examples) {
        this.id = id;
        this.file = file;
        this.title = title;
        this.changes = changes;
        this.goal = goal;
        this.parts = parts;
        this.examples = List.copyOf(examples);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String file() {
        return file;
    }

    /** What it does, in a few words. */
    public String title() {
        return title;
    }

    /** Whether it changes anything in the cluster. */
    public boolean changes() {
        return changes;
    }

    /** Sentences that it understands. */
    public List<String> sentences() {
        return examples.stream()
                .filter(IntentExample::matches)
                .map(IntentExample::text)
                .toList();
    }

    /** The names of the arguments that its calls have, by tool. */
    public Map<String, Set<String>> argumentsByTool() {
        var tools = new TreeMap<String, Set<String>>();
        for (var call : parts.calls()) {
            if (call.arguments() instanceof Template.Mapping(var entries)) {
                tools.computeIfAbsent(call.tool(), _ -> new TreeSet<>()).addAll(entries.keySet());
            }
        }
        return tools;
    }

    List<IntentUtterance> utterances() {
        return parts.utterances();
    }

    Map<String, IntentSlot> slots() {
        return parts.slots();
    }

    Set<String> words() {
        return parts.words();
    }

    boolean knows(String word) {
        return parts.words().contains(word) || parts.also().contains(word);
    }

    boolean also(String word) {
        return parts.also().contains(word);
    }

    /**
     * The command for some values.
     *
     * @param values slots by name
     */
    Understanding.Command command(Map<String, Object> values) throws IntentStopped {
        try {
            var variables = variables(values);
            for (var condition : parts.needs()) {
                if (!condition.holds().holds(variables)) {
                    throw new IntentStopped(
                            new Understanding.Impossible(condition.otherwise().fillText(variables), List.of()));
                }
            }
            var calls = new ArrayList<Understanding.Call>();
            for (var call : parts.calls()) {
                var when = call.when();
                if (when == null || when.holds(variables)) {
                    calls.add(new Understanding.Call(
                            call.tool(),
                            call.arguments().fillMapping(variables),
                            call.why().fillText(variables),
                            call.verify()));
                }
            }
            var target = parts.target();
            return new Understanding.Command(
                    id,
                    changes,
                    goal,
                    calls,
                    parts.says().fillText(variables),
                    target == null ? Map.of() : target.fillMapping(variables));
        } catch (EvaluationFailed e) {
            throw new IntentStopped(new Understanding.Impossible(
                    "rule %s has no answer for this: %s".formatted(id, e.getMessage()), List.of()));
        }
    }

    private Map<String, Object> variables(Map<String, Object> values) throws EvaluationFailed {
        var slots = Trees.toCel(values);
        var variables = new LinkedHashMap<String, Object>();
        variables.put("slots", slots);
        variables.put("ns", slots.containsKey("namespace") ? slots.get("namespace") : Optional.empty());
        for (var slot : parts.slots().keySet()) {
            if (slot.equals("namespace")) {
                continue; // a reserved word of CEL
            }
            // A slot that was not filled leaves out the argument that it would have been.
            variables.put(slot, slots.containsKey(slot) ? slots.get(slot) : Optional.empty());
        }
        return variables;
    }

    @Override
    public List<ExampleResult> examples(RulePacks packs) {
        var matcher = IntentMatcher.of(packs);
        return examples.stream().map(example -> example.run(this, matcher)).toList();
    }
}
