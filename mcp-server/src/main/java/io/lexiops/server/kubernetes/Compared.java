package io.lexiops.server.kubernetes;

import io.lexiops.server.change.ShownDiff;
import io.lexiops.server.output.OneLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One object of a manifest beside the live one.
 *
 * @param object  {@code Deployment/web in shop}
 * @param outcome {@code created}, {@code changed} or {@code unchanged}
 * @param diff    null if nothing differs
 * @param owner   who manages it, {@code helm shop}; empty if nobody does
 */
record Compared(String object, String outcome, @Nullable ShownDiff diff, String owner) {

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(object + ": " + outcome
                + (diff == null || outcome.equals("created") ? "" : ": " + diff.words())
                + (owner.isEmpty() ? "" : " (managed by " + owner + ")"));
        if (diff != null && outcome.equals("created")) {
            diff.aboutInShort().forEach(line -> lines.add("  " + line));
        }
        if (diff != null && !diff.lost().isEmpty()) {
            lines.add(OneLine.of("  it would lose " + String.join(", ", diff.lost())));
        }
        return lines;
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("object", object);
        json.put("outcome", outcome);
        json.put("diff", diff == null ? List.of() : diff.toJson());
        if (diff != null && outcome.equals("created")) {
            json.put("about", diff.about());
        }
        json.put("fieldLoss", diff == null ? List.of() : diff.lost());
        if (!owner.isEmpty()) {
            json.put("owner", owner);
        }
        return json;
    }
}
