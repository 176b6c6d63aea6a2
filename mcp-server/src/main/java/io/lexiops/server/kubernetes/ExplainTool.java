package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.FittedTree;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** The documentation of a field, as the API server gives it. */
final class ExplainTool implements Tool {

    /** More is never read, and a schema may refer to itself. */
    private static final int MOST_FIELDS = 2_000;

    private static final int LONGEST_DESCRIPTION = 160;
    private static final int LAST_LINE = 200;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final ClusterReader reader;
    private final OpenApiDocuments documents;

    ExplainTool(ClusterReader reader, InstantSource clock) {
        this.reader = reader;
        this.documents = new OpenApiDocuments(reader.kubernetes(), clock);
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_explain",
                "Explain fields",
                ToolEffect.READ,
                "What a field of a kind, custom ones included, is for, with the fields below it: type, required, default,"
                        + " allowed values.",
                ReadArguments.of(
                        required("path", Parameter.Type.STRING, "kind and field: pod.spec.containers.resources"),
                        optional("depth", Parameter.Type.INTEGER, "levels below it, default 1")
                                .between(0, 5),
                        ReadArguments.API_VERSION),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var path = arguments.text("path").strip();
        var kind = kind(path, arguments.textOrNull("apiVersion"));
        var names = Arrays.stream(path.substring(kind.words().length()).split("\\."))
                .map(name -> name.replaceAll("\\[.*]$", ""))
                .filter(name -> !name.isEmpty())
                .toList();
        var field = find(kind.type(), names);
        var structured = new LinkedHashMap<>(reader.about(null, null));
        structured.put("kind", kind.type().kind());
        structured.put("apiVersion", kind.type().apiVersion());
        structured.put("path", String.join(".", names));
        int depth = (int) arguments.integer("depth", 1);
        var budget = new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        if (arguments.text("output", "table").equals("json")) {
            var tree = json(field, depth, new int[] {MOST_FIELDS});
            var fitted = FittedTree.of(tree, budget.maxCharacters() - LAST_LINE);
            structured.put("field", fitted);
            return ToolResult.of(
                    kind.type().kind() + " " + String.join(".", names)
                            + (fitted.equals(tree) ? "" : ": in part; ask for a field below it, or a smaller depth"),
                    structured);
        }
        return ToolResult.of(text(budget, kind.type(), names, field, depth), structured);
    }

    /** The beginning of a path that names the kind. */
    private record Kind(String words, ResourceType type) {}

    private Kind kind(String path, @Nullable String apiVersion) {
        var full = withGroup(path, apiVersion);
        if (full.isPresent()) {
            return full.get();
        }
        int dot = path.indexOf('.');
        var words = dot < 0 ? path : path.substring(0, dot);
        var type = reader.kubernetes().type(words, apiVersion);
        // For a word that was not known the kinds were read anew.
        return withGroup(path, apiVersion).orElseGet(() -> new Kind(words, type));
    }

    /** A kind may be written with its group, which has dots of its own: {@code certificates.cert-manager.io.spec}. */
    private Optional<Kind> withGroup(String path, @Nullable String apiVersion) {
        var lower = path.toLowerCase(Locale.ROOT) + ".";
        for (var type : reader.kubernetes().resourceTypes()) {
            for (var name : List.of(type.plural(), type.kind().toLowerCase(Locale.ROOT), type.singular())) {
                var full = name + "." + type.group();
                if (!type.group().isEmpty()
                        && lower.startsWith(full + ".")
                        && (apiVersion == null || type.apiVersion().equals(apiVersion))) {
                    return Optional.of(new Kind(path.substring(0, full.length()), type));
                }
            }
        }
        return Optional.empty();
    }

    private FieldSchema find(ResourceType type, List<String> names) {
        var field = documents.of(type);
        var at = type.kind();
        for (var name : names) {
            var fields = field.fields();
            var below = fields.get(name);
            if (below == null) {
                throw unknown(at, name, fields);
            }
            field = below;
            at = at + "." + name;
        }
        return field;
    }

    private static ToolFailed unknown(String at, String name, Map<String, FieldSchema> fields) {
        if (fields.isEmpty()) {
            return new ToolFailed(
                    ErrorCode.NOT_FOUND, at + " has no fields that are described", "leave '" + name + "' out");
        }
        var near = Near.to(name, fields.keySet());
        return new ToolFailed(
                ErrorCode.NOT_FOUND,
                at + " has no field '" + name + "'",
                near.isEmpty() ? "it has: " + String.join(", ", fields.keySet()) : "near: " + String.join(", ", near),
                Map.of("near", near),
                null);
    }

    private static String text(
            TokenBudget budget, ResourceType type, List<String> names, FieldSchema field, int depth) {
        var head = new ArrayList<String>();
        head.add(type.kind() + " in " + type.apiVersion());
        head.add(
                names.isEmpty()
                        ? oneLine(field.description(), Integer.MAX_VALUE)
                        : String.join(".", names) + " " + facts(field) + " "
                                + oneLine(field.description(), Integer.MAX_VALUE));
        var described = new ArrayList<>(head);
        fields(field, depth, "  ", true, described);
        if (budget.fits(String.join("\n", described))) {
            return String.join("\n", described);
        }
        // Without the descriptions it is still known which fields there are.
        var bare = new ArrayList<>(head);
        fields(field, depth, "  ", false, bare);
        return new Degrading(budget).lines(bare);
    }

    private static void fields(FieldSchema field, int depth, String indent, boolean described, List<String> lines) {
        if (depth == 0) {
            return;
        }
        field.fields().forEach((name, below) -> {
            if (lines.size() < MOST_FIELDS) {
                var description = described ? oneLine(below.description(), LONGEST_DESCRIPTION) : "";
                lines.add((indent + name + " " + facts(below) + " " + description).stripTrailing());
                fields(below, depth - 1, indent + "  ", described, lines);
            }
        });
    }

    private static String facts(FieldSchema field) {
        var facts = new StringBuilder("<" + field.type() + ">");
        if (field.required()) {
            facts.append(" required");
        }
        if (field.otherwise() != null) {
            facts.append(" default=").append(field.otherwise());
        }
        if (!field.allowed().isEmpty()) {
            facts.append(" one of ").append(String.join("|", field.allowed()));
        }
        return facts.toString();
    }

    private static Map<String, Object> json(FieldSchema field, int depth, int[] left) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", field.type());
        json.put("required", field.required());
        json.put("description", oneLine(field.description(), depth == 0 ? LONGEST_DESCRIPTION : Integer.MAX_VALUE));
        var otherwise = field.otherwise();
        if (otherwise != null) {
            json.put("default", otherwise);
        }
        if (!field.allowed().isEmpty()) {
            json.put("enum", field.allowed());
        }
        if (depth > 0) {
            var fields = new LinkedHashMap<String, Object>();
            field.fields().forEach((name, below) -> {
                if (left[0]-- > 0) {
                    fields.put(name, json(below, depth - 1, left));
                }
            });
            json.put("fields", fields);
        }
        return json;
    }

    private static String oneLine(String text, int longest) {
        var line = BLANKS.matcher(text).replaceAll(" ").strip();
        return line.length() <= longest ? line : line.substring(0, longest) + "...";
    }
}
