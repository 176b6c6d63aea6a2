package io.lexiops.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/** Fills trees with {@code {{ CEL }}} in them that stand outside of a pack, such as the steps of a runbook. */
public final class IntentTemplates {

    private IntentTemplates() {}

    /** The tree filled in; empty if it is no template or has no value for these variables. */
    public static Optional<Map<String, Object>> fill(Map<?, ?> tree, Map<String, ?> variables) {
        try {
            var types = new LinkedHashMap<String, CelType>();
            variables.keySet().forEach(name -> types.put(name, SimpleType.DYN));
            var yaml = new Dump(DumpSettings.builder().build()).dumpToString(tree);
            return Optional.of(RuleScope.of(types, List.of())
                    .template(RuleYaml.parse("template", yaml))
                    .fillMapping(Trees.toCel(variables)));
        } catch (BadRule | EvaluationFailed _) {
            return Optional.empty();
        }
    }
}
