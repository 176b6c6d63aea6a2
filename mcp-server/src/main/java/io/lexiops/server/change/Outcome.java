package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a change ended; redacted.
 *
 * @param written the targets at their new versions, as JSON trees; empty if nothing was written
 * @param code    why it failed; null if it did not
 * @param message what is to be said about it; may be empty
 * @param result  the same for programs, a JSON tree: what the write told, or what became of each object
 */
record Outcome(
        ChangeState state,
        Convergence convergence,
        List<Map<String, Object>> written,
        @Nullable ErrorCode code,
        String message,
        String remedy,
        Map<String, Object> result,
        Duration took) {

    Outcome {
        written = List.copyOf(written);
        result = Map.copyOf(result);
        if (state.open() || state == ChangeState.UNDONE) {
            throw new IllegalArgumentException("a change does not end as " + state);
        }
    }

    /**
     * Nothing was to be done.
     *
     * @param warnings perhaps because the server would have dropped what was asked for: nobody has seen a preview
     */
    static Outcome noChange(List<String> warnings, Duration took) {
        var said = String.join(
                "\n", warnings.stream().map(warning -> "warning: " + warning).toList());
        return new Outcome(ChangeState.NO_CHANGE, Convergence.reached(), List.of(), null, said, "", Map.of(), took);
    }

    static Outcome failed(ToolFailed why, Duration took) {
        return new Outcome(
                ChangeState.FAILED,
                new Convergence(false, List.of()),
                List.of(),
                why.code(),
                String.valueOf(why.getMessage()),
                why.remedy(),
                Map.of(),
                took);
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("state", state.name());
        json.put("done", convergence.done());
        json.put("missing", convergence.missing());
        json.put("written", written);
        if (code != null) {
            json.put("code", code.name());
        }
        json.put("message", message);
        json.put("remedy", remedy);
        json.put("result", result);
        json.put("tookMs", took.toMillis());
        return json;
    }

    static Outcome fromJson(Map<String, Object> json) {
        var code = json.get("code");
        return new Outcome(
                ChangeState.valueOf(String.valueOf(json.get("state"))),
                new Convergence(
                        Boolean.TRUE.equals(json.get("done")),
                        json.get("missing") instanceof List<?> missing
                                ? missing.stream().map(String::valueOf).toList()
                                : List.of()),
                Json.parts(json.get("written")),
                code == null ? null : ErrorCode.valueOf(code.toString()),
                String.valueOf(json.get("message")),
                String.valueOf(json.get("remedy")),
                Json.part(json.get("result")),
                Duration.ofMillis(json.get("tookMs") instanceof Number millis ? millis.longValue() : 0));
    }
}
