package io.lexiops.server.kubernetes;

import io.lexiops.server.change.ShownDiff;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.WritePreview;
import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.JsonSize;
import io.lexiops.server.output.OneLine;
import io.lexiops.server.output.Shown;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an apply of a manifest would change; the API server tries it out and stores nothing. */
final class DiffTool implements Tool {

    private static final int LAST_LINE = 100;

    private final ApplyTool apply;
    private final ObjectOwners owners;
    private final ClusterReader reader;
    private final Redactor redactor;

    DiffTool(WriteCluster cluster, Redactor redactor) {
        this.apply = new ApplyTool(cluster);
        this.owners = cluster.owners();
        this.reader = new ClusterReader(cluster.kubernetes());
        this.redactor = redactor;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_diff",
                "Compare a manifest",
                ToolEffect.READ,
                "What applying a manifest would create, change, drop or leave as it is, with the fields and the owners;"
                        + " writes nothing.",
                ReadArguments.of(ApplyTool.MANIFEST, ApplyTool.NAMESPACE, ApplyTool.FORCE),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var preview = preview(call);
        var warnings = new ArrayList<>(preview.warnings());
        var objects = preview.changes().stream()
                .map(change -> object(change, warnings))
                .toList();
        var structured = new LinkedHashMap<>(reader.about(call.arguments().textOrNull("namespace"), null));
        for (var kind : List.of("created", "changed", "unchanged")) {
            structured.put(
                    kind,
                    objects.stream()
                            .filter(object -> object.outcome().equals(kind))
                            .count());
        }
        var told = warnings.stream()
                .map(warning -> OneLine.of(redactor.text(warning)))
                .distinct()
                .toList();
        structured.put("warnings", told);
        return result(call.arguments(), objects, told, structured);
    }

    private WritePreview preview(ToolCall call) {
        var arguments = call.arguments().without("maxTokens", "output");
        try {
            return apply.plan(arguments, call.caller()).preview();
        } catch (ToolFailed e) {
            throw e.code() == ErrorCode.FORBIDDEN ? forbidden(e) : e;
        }
    }

    private static ToolFailed forbidden(ToolFailed e) {
        return new ToolFailed(
                ErrorCode.FORBIDDEN,
                e.getMessage()
                        + "; the comparison is a dry run of the apply: it stores nothing, but the API server demands"
                        + " the rights of a write for it",
                e.remedy().isEmpty() ? "k8s_get shows the live object without that right" : e.remedy(),
                e.toResult().structured(),
                e);
    }

    private Compared object(TargetChange change, List<String> warnings) {
        var owner = owners.of(change, warnings);
        var target = change.target();
        return new Compared(
                OneLine.of(target.kind() + "/" + target.name()
                        + (target.namespace() == null ? "" : " in " + target.namespace())),
                switch (change.operation()) {
                    case CREATE -> "created";
                    case NONE -> "unchanged";
                    default -> "changed";
                },
                change.operation() == Operation.NONE ? null : ShownDiff.of(change, redactor),
                owner == null ? "" : owner.kind() + " " + owner.name());
    }

    private static ToolResult result(
            ToolArguments arguments, List<Compared> objects, List<String> warnings, Map<String, Object> structured) {
        var budget = new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        if (arguments.text("output", "table").equals("json")) {
            var items = objects.stream().map(Compared::toJson).toList();
            int fit = JsonSize.fitting(items, budget.maxCharacters() - LAST_LINE);
            structured.put("objects", items.subList(0, fit));
            return ToolResult.of(
                    objects.size() + " objects compared; " + new Shown(fit, (long) items.size(), null).line(),
                    structured);
        }
        var lines = new ArrayList<String>();
        objects.forEach(object -> lines.addAll(object.lines()));
        warnings.forEach(warning -> lines.add("warning: " + warning));
        return ToolResult.of(new Degrading(budget).lines(lines), structured);
    }
}
