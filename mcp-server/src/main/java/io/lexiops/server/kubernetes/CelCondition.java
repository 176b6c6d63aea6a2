package io.lexiops.server.kubernetes;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.lexiops.rules.RegexCost;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition over an object in CEL, the language of Kubernetes admission policy: {@code object.spec.replicas > 3}.
 *
 * <p>It sees an object as it would be shown, without its secrets: what a condition may ask, its author may find out letter
 * by letter.
 */
final class CelCondition {

    private static final String OBJECT = "object";
    private static final int LONGEST = 2_000;
    // Each doubles a text at most; more of them, in a loop, would fill the memory.
    private static final int MOST_SUMS = 5;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(50)
            .maxRegexProgramSize(500)
            .build();

    /**
     * How often a condition may loop over an object: a step costs as much as its longest text is long, and no step can be
     * interrupted.
     */
    private static final List<Pace> PACES = List.of(
            new Pace(400, 10_000), new Pace(4_000, 1_000), new Pace(40_000, 100), new Pace(Integer.MAX_VALUE, 10));

    private final String argument;
    private final List<CelRuntime.Program> programs;
    private final List<String> paths;
    private final Redactor redactor;

    private CelCondition(String argument, List<CelRuntime.Program> programs, List<String> paths, Redactor redactor) {
        this.paths = paths;
        this.argument = argument;
        this.programs = programs;
        this.redactor = redactor;
    }

    /** CEL for objects whose texts have at most so many characters. */
    private record Pace(int longestText, Cel cel) {
        Pace(int longestText, int iterations) {
            this(
                    longestText,
                    CelFactory.plannerCelBuilder()
                            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                            .addVar("object", SimpleType.DYN)
                            .setOptions(OPTIONS.toBuilder()
                                    .comprehensionMaxIterations(iterations)
                                    .build())
                            .build());
        }
    }

    /** @param argument the tool's argument that the expression came in, for the message */
    static CelCondition of(String argument, String expression, Redactor redactor) {
        try {
            var tree = PACES.getFirst().cel().compile(expression).getAst();
            if (sums(tree) > MOST_SUMS) {
                throw tooExpensive(argument, "it has more than " + MOST_SUMS + " times +");
            }
            RegexCost.problem(tree).ifPresent(why -> {
                throw tooExpensive(argument, why);
            });
            var programs = new ArrayList<CelRuntime.Program>();
            for (var pace : PACES) {
                programs.add(pace.cel().createProgram(tree));
            }
            return new CelCondition(argument, List.copyOf(programs), paths(tree), redactor);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument '" + argument + "' is no CEL condition: " + e.getMessage(),
                    "for example: object.spec.replicas > 3 && object.metadata.name.startsWith('web')",
                    Map.of(),
                    e);
        }
    }

    /** What it reads of an object, as far as its text tells; what it only asks for with {@code has} is left out. */
    List<String> paths() {
        return paths;
    }

    private static List<String> paths(CelAbstractSyntaxTree tree) {
        var found = CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(node -> path(node.expr()))
                .filter(path -> path.startsWith(OBJECT + "."))
                .map(path -> path.substring(OBJECT.length() + 1))
                .distinct()
                .toList();
        return found.stream()
                .filter(path -> found.stream().noneMatch(longer -> longer.startsWith(path + ".")))
                .toList();
    }

    /** {@code object.spec.replicas}; empty for anything else. */
    private static String path(CelExpr expression) {
        return switch (expression.getKind()) {
            case IDENT -> expression.ident().name().equals(OBJECT) ? OBJECT : "";
            case SELECT -> {
                var above = expression.select().testOnly()
                        ? ""
                        : path(expression.select().operand());
                yield above.isEmpty() ? "" : above + "." + expression.select().field();
            }
            default -> "";
        };
    }

    /**
     * Whether it holds for an object. One that lacks a field that the condition reads does not match; {@code has(...)}
     * asks for it.
     *
     * @throws ToolFailed {@code INVALID_ARGUMENT} if it would take too long to tell
     */
    boolean matches(KubernetesObject object) {
        var shown = redactor.object(object.content());
        int longest = longestText(shown);
        int pace = 0;
        while (PACES.get(pace).longestText() < longest) {
            pace++;
        }
        try {
            return Boolean.TRUE.equals(programs.get(pace).eval(Map.of("object", withNulls(shown))));
        } catch (CelEvaluationException e) {
            if (e.getErrorCode() == CelErrorCode.ITERATION_BUDGET_EXCEEDED) {
                throw tooExpensive(argument, "it loops too often over " + object.kind() + "/" + object.name());
            }
            return false;
        }
    }

    private static ToolFailed tooExpensive(String argument, String why) {
        return new ToolFailed(
                ErrorCode.INVALID_ARGUMENT,
                "argument '" + argument + "' would take too long: " + why,
                "write it with fewer all, exists, map and filter inside of each other, or narrow the list with labelSelector");
    }

    private static long sums(CelAbstractSyntaxTree tree) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CALL
                        && node.expr().call().function().equals("_+_"))
                .count();
    }

    private static int longestText(@Nullable Object tree) {
        return switch (tree) {
            case String text -> text.length();
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .mapToInt(entry -> Math.max(longestText(entry.getKey()), longestText(entry.getValue())))
                        .max()
                        .orElse(0);
            case List<?> list ->
                list.stream().mapToInt(CelCondition::longestText).max().orElse(0);
            case null, default -> 0;
        };
    }

    /** CEL has a value of its own for null, and fails on Java's. */
    private static Object withNulls(@Nullable Object value) {
        return switch (value) {
            case null -> NullValue.NULL_VALUE;
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, item) -> copy.put(key, withNulls(item)));
                yield copy;
            }
            case List<?> list -> list.stream().map(CelCondition::withNulls).toList();
            default -> value;
        };
    }
}
