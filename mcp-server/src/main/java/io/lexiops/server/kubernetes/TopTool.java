package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Usage.Share;
import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.JsonSize;
import io.lexiops.server.output.Shown;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;

/** What pods or nodes use now, beside their requests and limits. */
final class TopTool implements Tool {

    private static final String GROUP = "metrics.k8s.io";
    private static final int LAST_LINE = 100;

    private final ClusterReader reader;
    private final Redactor redactor;

    TopTool(ClusterReader reader, Redactor redactor) {
        this.reader = reader;
        this.redactor = redactor;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_top",
                "CPU and memory in use",
                ToolEffect.READ,
                "CPU and memory that pods or nodes use now, the largest first, with percent of requests and limits.",
                ReadArguments.of(
                        optional("kind", Parameter.Type.STRING, "default pods").oneOf("pods", "nodes"),
                        optional("namespace", Parameter.Type.STRING, "default: all open to you"),
                        optional("labelSelector", Parameter.Type.STRING, "app=web"),
                        optional("sortBy", Parameter.Type.STRING, "default cpu").oneOf("cpu", "memory"),
                        optional("containers", Parameter.Type.BOOLEAN, "one row for each container"),
                        optional("limit", Parameter.Type.INTEGER, "rows, default 20")
                                .between(1, 100)),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var of = arguments.text("kind", "pods");
        var bySize = Comparator.<KubernetesObject>comparingLong(
                one -> arguments.text("sortBy", "cpu").equals("cpu") ? cpu(one) : memory(one));
        var measured = new FirstFew<>(
                (int) arguments.integer("limit", 20), bySize.reversed().thenComparing(KubernetesObject::name));
        new ListScan(reader.kubernetes(), call, metrics(of), redactor).each(measured::offer);
        var shown = measured.list();
        boolean pods = of.equals("pods");
        boolean each = pods && arguments.flag("containers");
        var rows = shown.stream()
                .flatMap(one -> pods ? ofPod(one, each) : Stream.of(ofNode(one)))
                .toList();
        // Of rows for containers nobody knows how many there are in all, without reading all pods.
        var about = each
                ? new Shown(rows.size(), shown.size() == measured.offered() ? (long) rows.size() : null, null)
                : new Shown(shown.size(), measured.offered(), null);
        return result(arguments, rows, of, about);
    }

    private ResourceType metrics(String of) {
        try {
            return reader.kubernetes().type(of + "." + GROUP, null);
        } catch (ToolFailed e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            throw new ToolFailed(
                    ErrorCode.BACKEND_NOT_CONFIGURED,
                    "the cluster does not serve " + GROUP + ", so nobody knows what pods and nodes use",
                    "an administrator can install metrics-server (github.com/kubernetes-sigs/metrics-server); where"
                            + " Prometheus is configured, prom_query tells it:"
                            + " sum by (pod) (rate(container_cpu_usage_seconds_total[5m]))",
                    Map.of(),
                    e);
        }
    }

    /** A pod that has gone since it was measured has no bounds any more, but has used what it has used. */
    private Stream<Usage> ofPod(KubernetesObject measured, boolean each) {
        var ref = new ObjectRef(reader.kubernetes().type("pods", "v1"), measured.namespace(), measured.name());
        var specs = new LinkedHashMap<String, KubernetesObject>();
        reader.kubernetes()
                .find(ref)
                .map(PodSpecs::allContainers)
                .orElse(List.of())
                .forEach(one -> specs.put(String.valueOf(one.get("name")), new KubernetesObject(one)));
        var containers = measured.objectsAt("containers").stream()
                .map(KubernetesObject::new)
                .map(one -> ofContainer(measured, one, specs.get(one.textAt("", "name"))))
                .toList();
        if (containers.isEmpty()) {
            return Stream.of();
        }
        return each ? containers.stream() : Stream.of(Usage.whole(containers));
    }

    private static Usage ofContainer(KubernetesObject pod, KubernetesObject measured, @Nullable KubernetesObject spec) {
        var bounds = spec == null ? new KubernetesObject(Map.of()) : spec;
        return new Usage(
                pod.namespace(),
                pod.name(),
                measured.textAt("", "name"),
                new Share(
                        cpuOf(measured),
                        Amount.milliCpu(bounds.at("resources", "requests", "cpu")),
                        Amount.milliCpu(bounds.at("resources", "limits", "cpu"))),
                new Share(
                        memoryOf(measured),
                        Amount.bytes(bounds.at("resources", "requests", "memory")),
                        Amount.bytes(bounds.at("resources", "limits", "memory"))));
    }

    private Usage ofNode(KubernetesObject measured) {
        var node = reader.kubernetes()
                .find(new ObjectRef(reader.kubernetes().type("nodes", "v1"), null, measured.name()))
                .orElse(new KubernetesObject(Map.of()));
        return new Usage(
                null,
                measured.name(),
                "",
                new Share(cpuOf(measured), null, Amount.milliCpu(node.at("status", "allocatable", "cpu"))),
                new Share(memoryOf(measured), null, Amount.bytes(node.at("status", "allocatable", "memory"))));
    }

    private static long cpu(KubernetesObject measured) {
        return cpuOf(measured)
                + measured.objectsAt("containers").stream()
                        .mapToLong(one -> cpuOf(new KubernetesObject(one)))
                        .sum();
    }

    private static long memory(KubernetesObject measured) {
        return memoryOf(measured)
                + measured.objectsAt("containers").stream()
                        .mapToLong(one -> memoryOf(new KubernetesObject(one)))
                        .sum();
    }

    private static long cpuOf(KubernetesObject measured) {
        var used = Amount.milliCpu(measured.at("usage", "cpu"));
        return used == null ? 0 : used;
    }

    private static long memoryOf(KubernetesObject measured) {
        var used = Amount.bytes(measured.at("usage", "memory"));
        return used == null ? 0 : used;
    }

    private ToolResult result(ToolArguments arguments, List<Usage> rows, String of, Shown shown) {
        var structured = new LinkedHashMap<>(reader.about(arguments.textOrNull("namespace"), null));
        structured.put("count", shown.count());
        structured.put("total", shown.total() == null ? shown.count() : shown.total());
        var budget = new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        if (arguments.text("output", "table").equals("json")) {
            var items = rows.stream().map(Usage::toJson).toList();
            int fit = JsonSize.fitting(items, budget.maxCharacters() - LAST_LINE);
            structured.put("count", (long) fit);
            structured.put("items", items.subList(0, fit));
            return ToolResult.of(
                    fit == items.size() ? shown.line() : "only the first " + fit + " have room in maxTokens",
                    structured);
        }
        if (rows.isEmpty()) {
            return ToolResult.of(
                    "no " + of + " are measured there; a pod is measured once it has run a while", structured);
        }
        return ToolResult.of(
                new Degrading(budget).rows(table(arguments, rows, of).render(), shown), structured);
    }

    private static Table table(ToolArguments arguments, List<Usage> rows, String of) {
        boolean nodes = of.equals("nodes");
        boolean many = !nodes && !arguments.has("namespace");
        boolean each = !nodes && arguments.flag("containers");
        var headings = new ArrayList<String>();
        if (many) {
            headings.add("NAMESPACE");
        }
        headings.add("NAME");
        if (each) {
            headings.add("CONTAINER");
        }
        headings.addAll(
                nodes
                        ? List.of("CPU", "OF ALLOCATABLE", "MEMORY", "OF ALLOCATABLE")
                        : List.of("CPU", "OF REQUEST", "OF LIMIT", "MEMORY", "OF REQUEST", "OF LIMIT"));
        var table = Table.of(headings);
        for (var row : rows) {
            var cells = new ArrayList<String>();
            if (many) {
                cells.add(String.valueOf(row.namespace()));
            }
            cells.add(row.name());
            if (each) {
                cells.add(row.container());
            }
            var values = row.cells();
            cells.addAll(nodes ? List.of(values.get(0), values.get(2), values.get(3), values.get(5)) : values);
            table.row(cells);
        }
        return table;
    }
}
