package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads YAML (and so JSON) into trees. */
final class SnakeYamlDocuments {

    private SnakeYamlDocuments() {}

    static List<ObjectNode> read(String yaml) {
        var documents = new ArrayList<ObjectNode>();
        try {
            for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
                JsonNode tree = Trees.JSON.valueToTree(document);
                if (tree instanceof ObjectNode object) {
                    documents.add(object);
                } else if (tree != null && !tree.isNull()) {
                    throw new IllegalArgumentException("a YAML document is not an object");
                }
            }
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("not YAML: " + e.getMessage(), e);
        }
        return documents;
    }
}
