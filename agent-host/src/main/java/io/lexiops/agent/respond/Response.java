package io.lexiops.agent.respond;

import java.util.List;
import java.util.Map;

/**
 * The answer to a request, for people ({@code text}) and for programs (the rest), from one model.
 *
 * @param facts     what was found: says, source, rule
 * @param changes   what was done: target, diff, change id, undone
 * @param citations knowledge that was used: path, lines, commit
 * @param gaps      what could not be checked, and why
 * @param rules     ids of the rules that decided
 */
public record Response(
        String text,
        List<Map<String, Object>> facts,
        List<Map<String, Object>> changes,
        List<Map<String, Object>> citations,
        List<String> gaps,
        List<String> rules) {

    public Response {
        facts = List.copyOf(facts);
        changes = List.copyOf(changes);
        citations = List.copyOf(citations);
        gaps = List.copyOf(gaps);
        rules = List.copyOf(rules);
    }
}
