package io.lexiops.rules;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads causes. */
final class CauseReader implements RuleKind.Reader {

    private final RuleScope scope = RuleScope.of(
            Map.of("it", SimpleType.DYN, "facts", MapType.create(SimpleType.STRING, ListType.create(SimpleType.DYN))),
            List.of());

    @Override
    public Cause read(String id, RuleYaml file) throws BadRule {
        file.onlyKeys(
                "cause", "class", "for", "when", "target", "says", "evidence", "rank", "fixes", "handover", "examples");
        file.requires("class", "rank", "for", "when", "says", "examples");
        var handover = file.find("handover");
        if (handover != null) {
            handover.onlyKeys("because", "commands");
        }
        var target = file.find("target");
        return new Cause(
                id,
                file.file(),
                file.at("class").text(60),
                file.at("rank").number(0, 1_000),
                new Cause.Parts(
                        file.at("for").text(60),
                        scope.condition(file.at("when")),
                        target == null ? null : scope.template(target),
                        scope.template(file.at("says")),
                        templates(file.itemsAt("evidence")),
                        fixes(file.itemsAt("fixes")),
                        handover == null ? null : scope.template(handover.at("because")),
                        handover == null ? List.of() : templates(handover.itemsAt("commands"))),
                examples(file.at("examples")));
    }

    private List<Template> templates(List<RuleYaml> items) throws BadRule {
        var templates = new ArrayList<Template>();
        for (var item : items) {
            templates.add(scope.template(item));
        }
        return templates;
    }

    private List<Cause.CauseFix> fixes(List<RuleYaml> items) throws BadRule {
        var fixes = new ArrayList<Cause.CauseFix>();
        for (var item : items) {
            item.onlyKeys("name", "needs", "tool", "arguments", "why", "risk", "verify");
            var needs = item.find("needs");
            var arguments = item.at("arguments");
            if (!arguments.isMapping() && !arguments.isText()) {
                throw arguments.wrong("must be a mapping of arguments");
            }
            fixes.add(new Cause.CauseFix(
                    item.at("name").text(60),
                    needs == null ? null : scope.condition(needs),
                    item.at("tool").text(60),
                    scope.template(arguments),
                    scope.template(item.at("why")),
                    item.at("risk").word("low", "medium", "high"),
                    item.textOr("verify", "converged")));
        }
        return fixes;
    }

    private static List<CauseExample> examples(RuleYaml yaml) throws BadRule {
        var examples = new ArrayList<CauseExample>();
        for (var item : yaml.items()) {
            item.onlyKeys("name", "facts", "expect", "says", "fixes");
            examples.add(new CauseExample(
                    item.at("name").text(200),
                    item.line(),
                    item.column(),
                    facts(item),
                    item.at("expect").word("match", "no-match").equals("match"),
                    item.textOr("says", ""),
                    names(item.find("fixes"))));
        }
        if (examples.stream().noneMatch(CauseExample::matches)
                || examples.stream().allMatch(CauseExample::matches)) {
            throw yaml.wrong("at least one example must match and one must not");
        }
        return examples;
    }

    private static FactsByType facts(RuleYaml item) throws BadRule {
        var facts = new LinkedHashMap<String, List<?>>();
        var given = item.find("facts");
        if (given != null) {
            for (var entry : given.entries().entrySet()) {
                entry.getValue().items();
                if (entry.getValue().value() instanceof List<?> list) {
                    facts.put(entry.getKey(), list);
                }
            }
        }
        try {
            return FactsByType.of(facts);
        } catch (EvaluationFailed e) {
            throw item.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable List<String> names(@Nullable RuleYaml yaml) throws BadRule {
        if (yaml == null) {
            return null;
        }
        var names = new ArrayList<String>();
        for (var item : yaml.items()) {
            names.add(item.text());
        }
        return names;
    }
}
