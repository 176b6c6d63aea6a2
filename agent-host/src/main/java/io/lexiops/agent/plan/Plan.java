package io.lexiops.agent.plan;

import io.lexiops.agent.tool.CanonicalJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ordered steps. A plan is data: it can be stored, shown, hashed and reviewed, but not run.
 *
 * @param strategy        who made it: {@code intent}, {@code cause}, {@code runbook}, {@code model}
 * @param rule            the rule id or passage that made it
 * @param readback        what was understood, in one sentence
 * @param rules           digest of the rule packs that it was made under
 * @param knowledgeCommit the knowledge that it was made with; empty if none was asked
 */
public record Plan(
        String strategy, String rule, String readback, List<Step> steps, String rules, String knowledgeCommit) {

    /** A person must be able to review a plan on one screen; see decision 0007. */
    public static final int MAX_STEPS = 12;

    public Plan {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.size() > MAX_STEPS) {
            throw new IllegalArgumentException("a plan has 1 to %d steps, not %d".formatted(MAX_STEPS, steps.size()));
        }
    }

    public boolean onlyReads() {
        return steps.stream().noneMatch(Step::write);
    }

    /** {@code sha256:...} over the canonical JSON of everything that a reviewer sees. */
    public String digest() {
        return CanonicalJson.digest(toJson());
    }

    public Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("strategy", strategy);
        json.put("rule", rule);
        json.put("readback", readback);
        json.put("steps", steps.stream().map(Step::toJson).toList());
        json.put("rules", rules);
        json.put("knowledgeCommit", knowledgeCommit);
        return json;
    }
}
