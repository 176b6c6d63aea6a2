package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.output.Degrading;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An object with its owners, its children and its newest events, in one call. */
final class InspectTool implements Tool {

    private static final int EVENTS = 10;
    private static final int CHILDREN = 50;
    private static final int LONGEST_CHAIN = 6;
    private static final Map<String, List<String>> CHILD_KINDS = Map.of(
            "Deployment", List.of("replicasets", "pods"),
            "ReplicaSet", List.of("pods"),
            "StatefulSet", List.of("pods"),
            "DaemonSet", List.of("pods"),
            "Job", List.of("pods"),
            "CronJob", List.of("jobs"),
            "Service", List.of("endpoints"));

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
        var children = children(object);
        var newest = newest(ref);
        var slim = SlimObjects.slim(redactor.object(object.content()));
        var structured = new LinkedHashMap<>(reader.about(ref.namespace(), object.resourceVersion()));
        if (call.arguments().text("output", "table").equals("json")) {
            structured.put("object", slim);
            structured.put("owners", owners.stream().map(InspectTool::name).toList());
            structured.put(
                    "children",
                    children.stream()
                            .map(child -> SlimObjects.slim(redactor.object(child.content())))
                            .toList());
            structured.put("conditions", object.objectsAt("status", "conditions"));
            structured.put("events", newest.stream().map(EventsTool::json).toList());
            return ToolResult.of(ref.toString(), structured);
        }
        var budget = new TokenBudget(call.arguments().integer("maxTokens", TokenBudget.DEFAULT));
        var text = text(object, slim, owners, children, newest);
        return ToolResult.of(new Degrading(budget).lines(text.lines().toList()), structured);
    }

    private String text(
            KubernetesObject object,
            Map<String, Object> slim,
            List<KubernetesObject> owners,
            List<KubernetesObject> children,
            List<KubernetesObject> newest) {
        var text = new StringBuilder();
        var row = Table.of(columns.headings(object.kind())).row(columns.row(object.kind(), object));
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

    private List<KubernetesObject> children(KubernetesObject object) {
        var found = new ArrayList<KubernetesObject>();
        Set<String> parents = new HashSet<>(Set.of(object.uid()));
        for (var kind : CHILD_KINDS.getOrDefault(object.kind(), List.of())) {
            for (var child : list(kind, object)) {
                var owned = child.objectsAt("metadata", "ownerReferences").stream()
                        .anyMatch(owner -> parents.contains(String.valueOf(owner.get("uid"))));
                var sameName = kind.equals("endpoints") && child.name().equals(object.name());
                if ((owned || sameName) && found.size() < CHILDREN) {
                    found.add(child);
                    parents.add(child.uid());
                }
            }
        }
        return found;
    }

    private List<KubernetesObject> list(String kind, KubernetesObject object) {
        try {
            var type = reader.kubernetes().type(kind, null);
            return reader.kubernetes()
                    .list(new ListQuery(type, object.namespace(), null, null, 500, null))
                    .items();
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                // Children of a kind that is closed are as if they were not there; the object itself may be seen.
                return List.of();
            }
            throw e;
        }
    }

    private List<KubernetesObject> newest(ObjectRef ref) {
        if (ref.namespace() == null) {
            return List.of();
        }
        var all = events.newest(ref.namespace(), ref.type().kind(), ref.name(), null);
        return all.subList(0, Math.min(EVENTS, all.size()));
    }

    private static String name(KubernetesObject object) {
        return object.kind() + "/" + object.name();
    }
}
