package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.FittedTree;
import io.lexiops.server.output.Projection;
import io.lexiops.server.output.SlimObjects;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;

/** One object, whole. */
final class GetTool implements Tool {

    private static final String CUT = " in part: it is larger than maxTokens; fields shows what was left out";
    private static final int LAST_LINE = 100;

    private final ClusterReader reader;
    private final Redactor redactor;

    GetTool(ClusterReader reader, Redactor redactor) {
        this.reader = reader;
        this.redactor = redactor;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_get",
                "Get a Kubernetes object",
                ToolEffect.READ,
                "One object as YAML, without managed fields; secret values are replaced by placeholders.",
                ReadArguments.of(
                        ReadArguments.KIND_REQUIRED,
                        Parameter.required("name", Parameter.Type.STRING, "the object's name"),
                        ReadArguments.NAMESPACE,
                        ReadArguments.API_VERSION,
                        Parameter.optional("fields", Parameter.Type.STRINGS, "only these paths: [\"spec.template\"]")),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var ref = reader.ref(call);
        var object = reader.kubernetes().get(ref);
        // Before any projection: what a value is, is told by where it stands in the whole object.
        var safe = redactor.object(object.content());
        var fields = arguments.texts("fields");
        var shown = fields.isEmpty()
                ? SlimObjects.slim(safe)
                : Projection.of(fields).apply(safe);
        var dead = fields.isEmpty() ? "" : DeadPaths.in(fields, List.of(safe)).told();
        var missing = dead.isEmpty() ? "" : "\nnot in " + ref + ": " + dead;
        var structured = new LinkedHashMap<>(reader.about(ref.namespace(), object.resourceVersion()));
        var budget = new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        if (arguments.text("output", "table").equals("json")) {
            var fitted = FittedTree.of(
                    shown, budget.maxCharacters() - LAST_LINE - ref.toString().length());
            structured.put("object", fitted);
            return ToolResult.of((fitted.equals(shown) ? ref.toString() : ref + CUT) + missing, structured);
        }
        var yaml = YamlText.of(shown);
        return ToolResult.of(new Degrading(budget).lines(yaml.lines().toList()) + missing, structured);
    }
}
