package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.FittedTree;
import io.lexiops.server.output.SlimObjects;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** An object with its owners, its children and its newest events, in one call. */
final class InspectTool implements Tool {

    private static final int EVENTS = 10;
    private static final int LAST_LINE = 300;
    private static final int LONGEST_CHAIN = 6;
    private final ClusterReader reader;
    private final Columns columns;
    private final EventsTool events;
    private final Redactor redactor;

    InspectTool(ClusterReader reader, Columns columns, EventsTool events, Redactor redactor) {
        this.reader = reader;
        this.columns = columns;
        this.events = events;
        this.redactor = redactor;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_inspect",
                "Inspect a Kubernetes object",
                ToolEffect.READ,
                "An object with its conditions, the chain of its owners, what it owns (replica sets, pods, endpoints) and"
                        + " its newest events.",
                ReadArguments.of(
                        ReadArguments.KIND_REQUIRED,
                        Parameter.required("name", Parameter.Type.STRING, "the object's name"),
                        ReadArguments.NAMESPACE,
                        ReadArguments.API_VERSION),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var ref = reader.ref(call);
        var object = reader.kubernetes().get(ref);
        var owners = owners(object);
        var children = new OwnedObjects(reader.kubernetes(), call.context()::cancelled).of(object);
        var newest = newest(ref, call.context()::cancelled);
        var slim = SlimObjects.slim(redactor.object(object.content()));
        var structured = new LinkedHashMap<>(reader.about(ref.namespace(), object.resourceVersion()));
        var budget = new TokenBudget(call.arguments().integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        if (call.arguments().text("output", "table").equals("json")) {
            var whole = new LinkedHashMap<String, Object>();
            whole.put("object", slim);
            whole.put("owners", owners.stream().map(InspectTool::name).toList());
            whole.put(
                    "children",
                    children.stream()
                            .map(child -> SlimObjects.slim(redactor.object(child.content())))
                            .toList());
            whole.put("conditions", object.objectsAt("status", "conditions"));
            whole.put("events", newest.stream().map(EventsTool::json).toList());
            // Of a secret that is cut in two nobody knows the parts any more.
            var shown = redactor.object(whole);
            var fitted = FittedTree.of(shown, budget.maxCharacters() - LAST_LINE);
            structured.putAll(fitted);
            return ToolResult.of(
                    fitted.equals(shown) ? ref.toString() : ref + " in part: it is larger than maxTokens", structured);
        }
        var text = text(row(ref, object), object, slim, owners, children, newest);
        return ToolResult.of(new Degrading(budget).lines(text.lines().toList()), structured);
    }

    private String text(
            Table row,
            KubernetesObject object,
            Map<String, Object> slim,
            List<KubernetesObject> owners,
            List<KubernetesObject> children,
            List<KubernetesObject> newest) {
        var text = new StringBuilder();
        text.append(row.render()).append('\n');
        if (!owners.isEmpty()) {
            text.append("\nowned by: ")
                    .append(String.join(
                            " <- ", owners.stream().map(InspectTool::name).toList()))
                    .append('\n');
        }
        conditions(text, object);
        for (var kind : children.stream().map(KubernetesObject::kind).distinct().toList()) {
            var table = Table.of(columns.headings(kind));
            children.stream()
                    .filter(child -> child.kind().equals(kind))
                    .forEach(child -> table.row(columns.row(kind, child)));
            text.append("\n").append(kind).append('\n').append(table.render()).append('\n');
        }
        text.append("\nevents\n")
                .append(newest.isEmpty() ? "none" : events.table(newest))
                .append('\n');
        if (slim.get("spec") instanceof Map<?, ?> spec) {
            text.append("\nspec\n").append(YamlText.of(Map.of("spec", spec))).append('\n');
        }
        return text.toString();
    }

    private static void conditions(StringBuilder text, KubernetesObject object) {
        var conditions = object.objectsAt("status", "conditions");
        if (conditions.isEmpty()) {
            return;
        }
        var table = Table.of("CONDITION", "STATUS", "REASON", "MESSAGE");
        conditions.stream()
                .map(KubernetesObject::new)
                .forEach(condition -> table.row(
                        condition.textAt("", "type"),
                        condition.textAt("", "status"),
                        condition.textAt("", "reason"),
                        condition.textAt("", "message")));
        text.append('\n').append(table.render()).append('\n');
    }

    private List<KubernetesObject> owners(KubernetesObject object) {
        var chain = new ArrayList<KubernetesObject>();
        var current = object;
        while (chain.size() < LONGEST_CHAIN) {
            var controller = current.objectsAt("metadata", "ownerReferences").stream()
                    .filter(owner -> Boolean.TRUE.equals(owner.get("controller")))
                    .findFirst();
            if (controller.isEmpty()) {
                return chain;
            }
            var owner = controller.get();
            try {
                var type = reader.kubernetes()
                        .type(String.valueOf(owner.get("kind")), String.valueOf(owner.get("apiVersion")));
                var ref = new ObjectRef(
                        type, type.namespaced() ? current.namespace() : null, String.valueOf(owner.get("name")));
                var found = reader.kubernetes().find(ref);
                if (found.isEmpty()) {
                    return chain;
                }
                current = found.get();
                chain.add(current);
            } catch (ToolFailed e) {
                if (e.code() == ErrorCode.FORBIDDEN || e.code() == ErrorCode.NOT_FOUND) {
                    // The chain ends where this identity may not look.
                    return chain;
                }
                throw e;
            }
        }
        return chain;
    }

    private List<KubernetesObject> newest(ObjectRef ref, BooleanSupplier cancelled) {
        return ref.namespace() == null
                ? List.of()
                : events.newest(ref.namespace(), ref.type().kind(), ref.name(), null, EVENTS, cancelled)
                        .list();
    }

    /** The object's row: in our columns of its kind, else in the server's where this identity may list the kind. */
    private Table row(ObjectRef ref, KubernetesObject object) {
        if (!Columns.know(ref.type())) {
            try {
                var printed = reader.kubernetes()
                        .print(
                                new ListQuery(
                                        ref.type(), ref.namespace(), null, "metadata.name=" + ref.name(), 1, null),
                                false);
                if (!printed.headings().isEmpty() && !printed.rows().isEmpty()) {
                    return Table.of(printed.headings())
                            .row(printed.rows().getFirst().cells());
                }
            } catch (ToolFailed e) {
                if (e.code() != ErrorCode.FORBIDDEN && e.code() != ErrorCode.INVALID_ARGUMENT) {
                    throw e;
                }
                // Who may get it may not list it, or this server cannot select by name: our own row says less.
            }
        }
        return Table.of(columns.headings(ref.type())).row(columns.row(ref.type(), object));
    }

    private static String name(KubernetesObject object) {
        return object.kind() + "/" + object.name();
    }
}
