package io.lexiops.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads guards. */
final class GuardReader implements RuleKind.Reader {

    private static final Map<String, Severity> SEVERITIES = Map.of(
            "note", Severity.NOTE,
            "approval", Severity.APPROVAL,
            "two-person", Severity.TWO_PERSON,
            "block", Severity.BLOCK);

    private static final CelType CALL = RuleType.of(
            "Call",
            Map.of(
                    "tool", SimpleType.STRING,
                    "arguments", SimpleType.DYN,
                    "effect", SimpleType.STRING,
                    "targets", SimpleType.INT));

    private static final CelType TARGET = RuleType.of(
            "Target",
            Map.of(
                    "apiVersion", SimpleType.STRING,
                    "kind", SimpleType.STRING,
                    "namespace", SimpleType.STRING,
                    "name", SimpleType.STRING));

    private static final CelType CHANGE =
            RuleType.of("Change", Map.of("path", SimpleType.STRING, "old", SimpleType.DYN, "new", SimpleType.DYN));

    private static final CelType OWNER =
            RuleType.of("Owner", Map.of("kind", SimpleType.STRING, "name", SimpleType.STRING));

    private static final CelType CALLER =
            RuleType.of("Caller", Map.of("name", SimpleType.STRING, "role", SimpleType.STRING));

    private final RuleScope scope = RuleScope.of(
            Map.of(
                    "call",
                    CALL,
                    "target",
                    TARGET,
                    "operation",
                    SimpleType.STRING,
                    "old",
                    SimpleType.DYN,
                    "new",
                    SimpleType.DYN,
                    "diff",
                    ListType.create(CHANGE),
                    "owner",
                    OWNER,
                    "caller",
                    CALLER),
            List.of());

    @Override
    public Guard read(String id, RuleYaml file) throws BadRule {
        file.onlyKeys("guard", "when", "violates", "severity", "floor", "says", "why", "remedy", "examples");
        file.requires("severity", "why", "violates", "examples");
        var severity = severity(file.at("severity"));
        var when = file.find("when");
        var floor = file.find("floor");
        var says = file.find("says");
        var why = file.at("why").text(500).strip();
        return new Guard(
                id,
                file.file(),
                severity,
                floor != null && floor.yes(),
                when == null ? scope.compile(file, "true", 0) : scope.condition(when),
                scope.condition(file.at("violates")),
                says == null ? new Template.Constant(java.util.Optional.of(why)) : scope.template(says),
                why,
                file.textOr("remedy", "").strip(),
                examples(file.at("examples"), severity));
    }

    static Severity severity(RuleYaml yaml) throws BadRule {
        var word = yaml.word("note", "approval", "two-person", "block");
        var severity = SEVERITIES.get(word);
        if (severity == null) {
            throw yaml.wrong("no severity: " + word);
        }
        return severity;
    }

    private static List<GuardExample> examples(RuleYaml yaml, Severity severity) throws BadRule {
        var examples = new ArrayList<GuardExample>();
        for (var item : yaml.items()) {
            item.onlyKeys(
                    "name", "call", "target", "operation", "old", "new", "diff", "owner", "caller", "expect", "says");
            var expect = item.at("expect").text();
            var violated = !expect.equals("pass");
            if (violated && severity(item.at("expect")) != severity) {
                throw item.at("expect").wrong("this guard's severity is another; expect that or pass");
            }
            examples.add(new GuardExample(
                    item.at("name").text(200),
                    item.line(),
                    item.column(),
                    variables(item),
                    violated,
                    item.textOr("says", "")));
        }
        if (examples.stream().noneMatch(GuardExample::violated)
                || examples.stream().allMatch(GuardExample::violated)) {
            throw yaml.wrong("at least one example must be violated and one must pass");
        }
        return examples;
    }

    /** What an example leaves out is as the pipeline would have it. */
    private static Map<String, Object> variables(RuleYaml item) throws BadRule {
        var old = tree(item, "old");
        var after = tree(item, "new");
        var operation = item.find("operation");
        var diff = new ArrayList<Map<String, Object>>();
        for (var change : item.itemsAt("diff")) {
            change.onlyKeys("path", "old", "new");
            diff.add(tree(change));
        }
        var input = new GuardInput(
                tree(item, "call"),
                target(item, after.isEmpty() ? old : after),
                operation != null ? operation.word("create", "update", "delete", "none") : operation(old, after),
                old,
                after,
                item.find("diff") == null ? FieldChanges.between(old, after) : diff,
                tree(item, "owner"),
                tree(item, "caller"));
        try {
            return variables(input);
        } catch (EvaluationFailed e) {
            throw item.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> target(RuleYaml item, Map<String, Object> object) throws BadRule {
        var target = new LinkedHashMap<String, Object>();
        for (var key : List.of("apiVersion", "kind")) {
            if (object.get(key) instanceof String text) {
                target.put(key, text);
            }
        }
        if (object.get("metadata") instanceof Map<?, ?> metadata) {
            for (var key : List.of("namespace", "name")) {
                if (metadata.get(key) instanceof String text) {
                    target.put(key, text);
                }
            }
        }
        target.putAll(tree(item, "target"));
        return target;
    }

    private static String operation(Map<String, Object> old, Map<String, Object> after) {
        return old.isEmpty() ? "create" : after.isEmpty() ? "delete" : "update";
    }

    private static Map<String, Object> tree(RuleYaml item, String key) throws BadRule {
        var found = item.find(key);
        return found == null ? Map.of() : tree(found);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // nulls of the YAML are replaced before CEL sees them
    private static Map<String, Object> tree(RuleYaml yaml) throws BadRule {
        yaml.entries();
        return (Map<String, Object>) yaml.value();
    }

    /** The variables of guards. What is absent has an empty text, so that a condition can compare it. */
    static Map<String, Object> variables(GuardInput input) throws EvaluationFailed {
        var variables = new HashMap<String, Object>();
        var call = new HashMap<String, Object>(Map.of("tool", "", "arguments", Map.of(), "effect", "", "targets", 1));
        call.putAll(input.call());
        variables.put("call", Trees.toCel(call));
        var target = new HashMap<String, Object>(Map.of("apiVersion", "", "kind", "", "namespace", "", "name", ""));
        target.putAll(input.target());
        variables.put("target", Trees.toCel(target));
        variables.put("operation", input.operation());
        variables.put("old", Trees.toCel(input.before()));
        variables.put("new", Trees.toCel(input.after()));
        variables.put(
                "diff",
                Trees.toCel(input.diff().stream().map(GuardReader::change).toList()));
        variables.put("owner", Trees.toCel(input.owner()));
        var caller = new HashMap<String, Object>(Map.of("name", "", "role", ""));
        caller.putAll(input.caller());
        variables.put("caller", Trees.toCel(caller));
        return variables;
    }

    /** Both sides are always there: a rule compares them with null. */
    private static Map<String, Object> change(Map<String, Object> change) {
        var both = new HashMap<String, Object>();
        both.put("old", NullValue.NULL_VALUE);
        both.put("new", NullValue.NULL_VALUE);
        change.forEach((key, value) -> {
            if (value != null) {
                both.put(key, value);
            }
        });
        return both;
    }
}
