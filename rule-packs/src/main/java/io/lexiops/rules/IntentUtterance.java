package io.lexiops.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One way to say an intent: words that must be there and slots that must be filled, in any order.
 *
 * @param text  as it stands in the rule
 * @param cues  each is a list of alternatives, each alternative a phrase; {@code ...} in a phrase lets other words between
 * @param slots names of the slots it needs
 * @param asked those of them that are asked for if they were not said: {@code {slot?}}
 */
record IntentUtterance(String text, List<List<List<String>>> cues, List<String> slots, List<String> asked) {

    static IntentUtterance parse(RuleYaml yaml, Map<String, List<String>> words, Map<String, IntentSlot> slots)
            throws BadRule {
        var text = yaml.text(300);
        var cues = new ArrayList<List<List<String>>>();
        var needed = new ArrayList<String>();
        var asked = new ArrayList<String>();
        for (var part : text.strip().split("\\s+")) {
            if (part.startsWith("{") && part.endsWith("}")) {
                boolean asks = part.endsWith("?}");
                var name = part.substring(1, part.length() - (asks ? 2 : 1));
                if (asks) {
                    asked.add(name);
                }
                if (!slots.containsKey(name)) {
                    throw yaml.wrong("there is no slot \"%s\"; slots are %s".formatted(name, slots.keySet()));
                }
                needed.add(name);
            } else if (part.startsWith("<") && part.endsWith(">")) {
                var name = part.substring(1, part.length() - 1);
                var list = words.get(name);
                if (list == null) {
                    throw yaml.wrong("there is no word list \"%s\"; lists are %s".formatted(name, words.keySet()));
                }
                cues.add(phrases(list));
            } else if (!IntentVocabulary.english().preposition(part)
                    && !IntentVocabulary.english().filler(part)) {
                cues.add(phrases(List.of(part.split("\\|"))));
            }
        }
        if (cues.isEmpty() && needed.isEmpty()) {
            throw yaml.wrong("an utterance has a word or a slot");
        }
        return new IntentUtterance(text, List.copyOf(cues), List.copyOf(needed), List.copyOf(asked));
    }

    private static List<List<String>> phrases(List<String> words) {
        return words.stream().map(word -> List.of(word.split(" "))).toList();
    }
}
