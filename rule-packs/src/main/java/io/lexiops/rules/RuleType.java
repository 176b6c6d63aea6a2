package io.lexiops.rules;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.StructType;
import java.util.Map;
import java.util.Optional;

/** Names the fields of a variable, so that a wrong one is found when the rule is loaded. The value itself is a map. */
final class RuleType {

    private RuleType() {}

    static StructType of(String name, Map<String, CelType> fields) {
        var types = ImmutableMap.copyOf(fields);
        return StructType.create(name, types.keySet(), field -> Optional.ofNullable(types.get(field)));
    }
}
