package io.lexiops.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads intents.
 *
 * <pre>
 * intent       its name
 * title        what it does, in a few words
 * effect       read or change
 * goal         calls (default), diagnose or fix
 * words        lists of words of one meaning; an utterance names a list as {@code <list>}
 * utterances   words, lists and {slots} that make the intent, in any order
 * also         words that say nothing here
 * slots        name: {type, optional, many, kinds, after, of, exact}
 * says         what was understood, for the operator
 * needs        conditions: {holds, otherwise}
 * plan         calls: {tool, arguments, why, verify, when}
 * target       of a diagnosis
 * examples     {text, world, expect}
 * </pre>
 */
final class IntentReader implements RuleKind.Reader {

    // A scope is costly to build; many intents have the same slots.
    private final Map<Set<String>, RuleScope> scopes = new HashMap<>();

    @Override
    public Intent read(String id, RuleYaml file) throws BadRule {
        file.onlyKeys(
                "intent",
                "title",
                "effect",
                "goal",
                "words",
                "utterances",
                "also",
                "slots",
                "says",
                "needs",
                "plan",
                "target",
                "examples");
        file.requires("title", "effect", "utterances", "says", "examples");
        var slots = slots(file.find("slots"));
        var words = words(file.find("words"));
        var utterances = new ArrayList<IntentUtterance>();
        for (var item : file.at("utterances").items()) {
            utterances.add(IntentUtterance.parse(item, words, slots));
        }
        boolean orders = file.at("effect").text().equals("change");
        if (orders && utterances.stream().anyMatch(utterance -> utterance.cues().isEmpty())) {
            throw file.at("utterances").wrong("what changes something needs a word that says so in each utterance");
        }
        if (utterances.isEmpty()) {
            throw file.at("utterances").wrong("an intent has at least one utterance");
        }
        var scope = scopes.computeIfAbsent(Set.copyOf(slots.keySet()), IntentReader::scope);
        var goal = switch (file.textOr("goal", "calls")) {
            case "calls" -> Understanding.Goal.CALLS;
            case "diagnose" -> Understanding.Goal.DIAGNOSE;
            case "fix" -> Understanding.Goal.FIX;
            default -> throw file.at("goal").wrong("must be calls, diagnose or fix");
        };
        var calls = calls(file, scope);
        if (calls.isEmpty() == (goal == Understanding.Goal.CALLS)) {
            throw file.wrong("an intent has a plan, or its goal is diagnose or fix");
        }
        var target = file.find("target");
        var parts = new Intent.Parts(
                utterances,
                slots,
                said(utterances),
                Set.copyOf(texts(file.find("also"))),
                scope.template(file.at("says")),
                needs(file, scope),
                calls,
                target == null ? null : scope.template(target));
        return new Intent(
                id,
                file.file(),
                file.at("title").text(120),
                file.at("effect").word("read", "change").equals("change"),
                goal,
                parts,
                IntentExample.all(file.at("examples")));
    }

    private static RuleScope scope(Set<String> slots) {
        var variables = new LinkedHashMap<String, CelType>();
        variables.put("slots", SimpleType.DYN);
        variables.put("ns", SimpleType.DYN);
        slots.stream()
                .filter(slot -> !slot.equals("namespace")) // a reserved word of CEL; ns is its name
                .forEach(slot -> variables.put(slot, SimpleType.DYN));
        return RuleScope.of(variables, List.of());
    }

    private static Map<String, List<String>> words(@Nullable RuleYaml yaml) throws BadRule {
        var words = new LinkedHashMap<String, List<String>>();
        if (yaml != null) {
            for (var entry : yaml.entries().entrySet()) {
                words.put(entry.getKey(), texts(entry.getValue()));
            }
        }
        return words;
    }

    private static List<String> texts(@Nullable RuleYaml yaml) throws BadRule {
        var texts = new ArrayList<String>();
        if (yaml != null) {
            for (var item : yaml.items()) {
                texts.add(item.text(120));
            }
        }
        return texts;
    }

    /** Every word that the utterances name. */
    private static Set<String> said(List<IntentUtterance> utterances) {
        var said = new HashSet<String>();
        for (var utterance : utterances) {
            utterance.cues().forEach(alternatives -> alternatives.forEach(said::addAll));
        }
        said.remove("...");
        return said;
    }

    private static Map<String, IntentSlot> slots(@Nullable RuleYaml yaml) throws BadRule {
        var slots = new LinkedHashMap<String, IntentSlot>();
        if (yaml == null) {
            return slots;
        }
        for (var entry : yaml.entries().entrySet()) {
            var slot = entry.getValue();
            slot.onlyKeys("type", "optional", "many", "kinds", "after", "of", "exact", "ask");
            var type = slot.at("type");
            if (!IntentSlots.TYPES.contains(type.text())) {
                throw type.wrong("unknown type \"%s\"; types are %s"
                        .formatted(
                                type.text(), IntentSlots.TYPES.stream().sorted().toList()));
            }
            slots.put(
                    entry.getKey(),
                    new IntentSlot(
                            entry.getKey(),
                            type.text(),
                            yes(slot, "optional"),
                            yes(slot, "many"),
                            texts(slot.find("kinds")),
                            texts(slot.find("after")),
                            slot.textOr("of", ""),
                            yes(slot, "exact"),
                            slot.textOr("ask", "")));
        }
        return slots;
    }

    private static boolean yes(RuleYaml yaml, String key) throws BadRule {
        var found = yaml.find(key);
        return found != null && found.yes();
    }

    private static List<Intent.Condition> needs(RuleYaml file, RuleScope scope) throws BadRule {
        var needs = new ArrayList<Intent.Condition>();
        for (var item : file.itemsAt("needs")) {
            item.onlyKeys("holds", "otherwise");
            needs.add(new Intent.Condition(scope.condition(item.at("holds")), scope.template(item.at("otherwise"))));
        }
        return needs;
    }

    private static List<Intent.PlannedCall> calls(RuleYaml file, RuleScope scope) throws BadRule {
        var calls = new ArrayList<Intent.PlannedCall>();
        for (var item : file.itemsAt("plan")) {
            item.onlyKeys("tool", "arguments", "why", "verify", "when");
            var when = item.find("when");
            var arguments = item.at("arguments");
            if (!arguments.isMapping()) {
                throw arguments.wrong("must be a mapping of arguments");
            }
            calls.add(new Intent.PlannedCall(
                    item.at("tool").text(64),
                    scope.template(arguments),
                    scope.template(item.at("why")),
                    item.textOr("verify", "converged"),
                    when == null ? null : scope.condition(when)));
        }
        return calls;
    }
}
