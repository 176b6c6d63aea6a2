package io.lexiops.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule about facts: if its condition holds for one, it names what is wrong and what can be done. */
public final class Cause implements Rule {

    private final String id;

    private final String file;

    private final String faultClass;

    private final int rank;

    private final String factType;

    private final Expression when;

    private final @Nullable Template target;

    private final Template says;

    private final List<Template> evidence;

    private final List<CauseFix> fixes;

    private final @Nullable Template because;

    private final List<Template> commands;

    private final List<CauseExample> examples;

    /** What the reader found; the parts that belong together stand together. */
    record Parts(
            String factType,
            Expression when,
            @Nullable Template target,
            Template says,
            List<Template> evidence,
            List<CauseFix> fixes,
            @Nullable Template because,
            List<Template> commands) {}

    /** A way to remove the cause, as the rule file has it. */
    record CauseFix(
            String name,
            @Nullable Expression needs,
            String tool,
            Template arguments,
            Template why,
            String risk,
            String verify) {}

    Cause(String id, String file, String faultClass, int rank, Parts parts, List<CauseExample> examples) {
        this.id = id;
        this.file = file;
        this.faultClass = faultClass;
        this.rank = rank;
        this.factType = parts.factType();
        this.when = parts.when();
        this.target = parts.target();
        this.says = parts.says();
        this.evidence = List.copyOf(parts.evidence());
        this.fixes = List.copyOf(parts.fixes());
        this.because = parts.because();
        this.commands = List.copyOf(parts.commands());
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

    /** For example {@code image}. */
    public String faultClass() {
        return faultClass;
    }

    public int rank() {
        return rank;
    }

    /** The type of fact that it is tried for. */
    public String factType() {
        return factType;
    }

    /** The matches, one for each fact that shows the cause. A fact for which the rule has no value shows nothing. */
    List<CauseMatch> match(FactsByType facts) {
        var matches = new ArrayList<CauseMatch>();
        for (var fact : facts.ofType(factType)) {
            shown(facts, fact).ifPresent(matches::add);
        }
        return matches;
    }

    private Optional<CauseMatch> shown(FactsByType facts, Map<String, Object> fact) {
        try {
            return matchOne(facts, fact, false);
        } catch (EvaluationFailed e) {
            // A cause is claimed only if everything that it says about it can be said.
            return Optional.empty();
        }
    }

    private Optional<CauseMatch> matchOne(FactsByType facts, Map<String, Object> fact, boolean strict)
            throws EvaluationFailed {
        var variables = new HashMap<String, Object>();
        variables.put("it", fact);
        variables.put("facts", facts.all());
        if (!when.holds(variables)) {
            return Optional.empty();
        }
        return Optional.of(new CauseMatch(
                id,
                faultClass,
                rank,
                targetOf(variables, fact),
                says.fillText(variables),
                evidenceOf(variables, fact),
                fixesFor(variables, strict),
                handover(variables)));
    }

    @SuppressWarnings("unchecked") // keys of a tree are texts
    private Map<String, Object> targetOf(Map<String, Object> variables, Map<String, Object> fact)
            throws EvaluationFailed {
        if (target != null) {
            return target.fillMapping(variables);
        }
        if (fact.get("workload") instanceof Map<?, ?> workload) {
            return (Map<String, Object>) Trees.fromCel(workload).orElseThrow();
        }
        throw new EvaluationFailed("no target: the fact names no workload");
    }

    @SuppressWarnings("unchecked") // keys of a tree are texts
    private List<Map<String, Object>> evidenceOf(Map<String, Object> variables, Map<String, Object> fact)
            throws EvaluationFailed {
        var own = new ArrayList<Map<String, Object>>();
        switch (fact.get("evidence")) {
            case List<?> list -> {
                for (var item : list) {
                    if (item instanceof Map<?, ?>) {
                        own.add((Map<String, Object>) Trees.fromCel(item).orElseThrow());
                    }
                }
            }
            case Map<?, ?> one ->
                own.add((Map<String, Object>) Trees.fromCel(one).orElseThrow());
            case null, default -> {}
        }
        if (evidence.isEmpty()) {
            return own;
        }
        var source = own.isEmpty() ? factType : String.valueOf(own.getFirst().getOrDefault("source", factType));
        var given = new ArrayList<Map<String, Object>>();
        for (var template : evidence) {
            switch (template.fill(variables).orElse(null)) {
                case Map<?, ?> map -> given.add((Map<String, Object>) map);
                case null -> {}
                case Object text -> given.add(Map.of("source", source, "text", Trees.text(text)));
            }
        }
        return given;
    }

    private List<Fix> fixesFor(Map<String, Object> variables, boolean strict) throws EvaluationFailed {
        var possible = new ArrayList<Fix>();
        for (var fix : fixes) {
            try {
                if (fix.needs() == null || fix.needs().holds(variables)) {
                    possible.add(new Fix(
                            fix.name(),
                            fix.tool(),
                            fix.arguments().fillMapping(variables),
                            fix.why().fillText(variables),
                            fix.risk(),
                            fix.verify()));
                }
            } catch (EvaluationFailed e) {
                if (strict) {
                    throw new EvaluationFailed("fix \"%s\": %s".formatted(fix.name(), e.getMessage()), e);
                }
                // Not possible here: what it needs is not among the facts.
            }
        }
        return possible;
    }

    private @Nullable Handover handover(Map<String, Object> variables) throws EvaluationFailed {
        if (because == null) {
            return null;
        }
        var filled = new ArrayList<String>();
        for (var command : commands) {
            filled.add(command.fillText(variables));
        }
        return new Handover(because.fillText(variables), filled);
    }

    @Override
    public List<ExampleResult> examples(RulePacks packs) {
        var results = new ArrayList<ExampleResult>();
        for (var example : examples) {
            results.add(
                    new ExampleResult(id, example.name(), file, example.line(), example.column(), problem(example)));
        }
        return results;
    }

    private String problem(CauseExample example) {
        var facts = example.facts();
        var found = new ArrayList<CauseMatch>();
        try {
            for (var fact : facts.ofType(factType)) {
                matchOne(facts, fact, true).ifPresent(found::add);
            }
        } catch (EvaluationFailed e) {
            return "cannot be evaluated: " + e.getMessage();
        }
        if (!example.matches()) {
            return found.isEmpty()
                    ? ""
                    : "expected no match, but it says: " + found.getFirst().says();
        }
        if (found.isEmpty()) {
            return "expected a match, but there is none";
        }
        var first = found.getFirst();
        if (!example.says().isEmpty() && !example.says().equals(first.says())) {
            return "expected to say \"%s\", but says \"%s\"".formatted(example.says(), first.says());
        }
        var names = first.fixes().stream().map(Fix::name).toList();
        return example.fixes() == null || example.fixes().equals(names)
                ? ""
                : "expected the fixes %s, but they are %s".formatted(example.fixes(), names);
    }
}
