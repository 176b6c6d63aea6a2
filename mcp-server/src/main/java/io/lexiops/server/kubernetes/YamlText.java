package io.lexiops.server.kubernetes;

import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** JSON trees as YAML, the form in which operators read objects. */
final class YamlText {

    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setMultiLineFlow(false)
            .setDereferenceAliases(true)
            .setWidth(200)
            .build();

    private YamlText() {}

    static String of(Map<String, Object> tree) {
        return new Dump(SETTINGS).dumpToString(tree).stripTrailing();
    }
}
