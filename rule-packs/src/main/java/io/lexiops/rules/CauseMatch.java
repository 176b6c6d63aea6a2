package io.lexiops.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cause that the facts show.
 *
 * @param rule       pack and rule
 * @param faultClass for example {@code image}
 * @param rank       higher is more specific
 * @param target     {@code kind}, {@code namespace}, {@code name} of what is at fault
 * @param evidence   {@code source} and {@code text} of each observation
 * @param fixes      those that are possible here, in the order to try
 * @param handover   null if a person need not act
 */
public record CauseMatch(
        String rule,
        String faultClass,
        int rank,
        Map<String, Object> target,
        String says,
        List<Map<String, Object>> evidence,
        List<Fix> fixes,
        @Nullable Handover handover) {

    public CauseMatch {
        evidence = List.copyOf(evidence);
        fixes = List.copyOf(fixes);
    }
}
