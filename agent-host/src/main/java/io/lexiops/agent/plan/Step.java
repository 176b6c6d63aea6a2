package io.lexiops.agent.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of a plan.
 *
 * @param number    from 1
 * @param arguments a JSON tree
 * @param write     whether the tool changes anything
 * @param why       the rule id or passage that asks for it, in words
 * @param verify    how its effect is verified: {@code converged}, {@code answered}, or a tool's condition
 */
public record Step(int number, String tool, Map<String, Object> arguments, boolean write, String why, String verify) {

    public Step {
        if (number < 1) {
            throw new IllegalArgumentException("steps count from 1, not " + number);
        }
    }

    public Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("number", (long) number);
        json.put("tool", tool);
        json.put("arguments", arguments);
        json.put("write", write);
        json.put("why", why);
        json.put("verify", verify);
        return json;
    }
}
