package io.lexiops.server.diagnose;

import io.lexiops.rules.CauseMatch;
import io.lexiops.rules.Fix;
import io.lexiops.server.tool.ClusterContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found.
 *
 * @param target      what was asked about
 * @param progressing whether something is on its way and nothing has failed in it yet
 * @param causes      best first, a root before its symptoms
 * @param notes       what was seen and is no fault
 * @param checked     what was read
 * @param unchecked   what could not be read, and why
 * @param packs       digest of the rules that decided
 */
record Diagnosis(
        Map<String, Object> target,
        boolean progressing,
        String summary,
        List<CauseMatch> causes,
        List<String> notes,
        List<String> checked,
        List<String> unchecked,
        String packs) {

    Diagnosis {
        target = Map.copyOf(target);
        causes = List.copyOf(causes);
        notes = List.copyOf(notes);
        checked = List.copyOf(checked);
        unchecked = List.copyOf(unchecked);
    }

    boolean healthy() {
        return causes.isEmpty() && !progressing;
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("target", target);
        json.put("healthy", healthy());
        json.put("progressing", progressing);
        json.put("summary", summary);
        json.put("causes", causes.stream().map(Diagnosis::json).toList());
        json.put("notes", notes);
        json.put("checked", checked);
        json.put("unchecked", unchecked);
        json.put("packs", packs);
        return json;
    }

    private static Map<String, Object> json(CauseMatch cause) {
        var json = new LinkedHashMap<String, Object>();
        json.put("rule", cause.rule());
        json.put("class", cause.faultClass());
        json.put("rank", (long) cause.rank());
        json.put("says", cause.says());
        json.put("target", cause.target());
        json.put("evidence", cause.evidence());
        json.put("fixes", cause.fixes().stream().map(Diagnosis::json).toList());
        var handover = cause.handover();
        if (handover != null) {
            json.put("handover", Map.of("because", handover.because(), "commands", handover.commands()));
        }
        return json;
    }

    private static Map<String, Object> json(Fix fix) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", fix.name());
        json.put("tool", fix.tool());
        json.put("arguments", arguments(fix));
        json.put("why", fix.why());
        json.put("risk", fix.risk());
        json.put("verify", fix.verify());
        return json;
    }

    /** A fix is a write, and says in which of several clusters. */
    static Map<String, Object> arguments(Fix fix) {
        var arguments = new LinkedHashMap<>(fix.arguments());
        ClusterContext.told().ifPresent(name -> arguments.put("context", name));
        return arguments;
    }
}
