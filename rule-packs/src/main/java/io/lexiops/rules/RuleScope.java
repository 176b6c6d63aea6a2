package io.lexiops.rules;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.StructType;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the expressions of one kind of rule may use: variables with their types, and functions.
 *
 * <p>A rule file may come from anybody who can push. Expressions are bounded in length, depth, loops and growth, so that a
 * hostile one costs milliseconds and not the program. Used by one thread, while rules are read.
 */
final class RuleScope {

    static final int LONGEST_EXPRESSION = 4_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .enableOptionalSyntax(true)
            .maxExpressionCodePointSize(LONGEST_EXPRESSION)
            .maxParseRecursionDepth(50)
            .maxParseExpressionNodeCount(5_000)
            .comprehensionMaxIterations(10_000)
            .maxRegexProgramSize(500)
            .build();

    private final Cel cel;

    /** The same small expressions stand in many templates, and compiling is what takes the time of loading. */
    private final Map<String, Compiled> compiled = new HashMap<>();

    private record Compiled(CelKind type, String typeName, Expression expression) {}

    private RuleScope(Cel cel) {
        this.cel = cel;
    }

    /** Variables by name. A type made with {@link RuleType} names the fields. */
    static RuleScope of(Map<String, CelType> variables, List<RuleFunction> functions) {
        // has(a.b.c) asks for a.b too: a rule author need not know which part of an object is absent.
        var macros = Stream.of(CelStandardMacro.values())
                .filter(macro -> CelStandardMacro.STANDARD_MACROS.contains(macro) && macro != CelStandardMacro.HAS)
                .toList();
        // Those whose result can be a multiple of their arguments are ours, with a limit: see RuleFunctions.
        var strings = CelExtensions.strings(
                Function.CHAR_AT,
                Function.INDEX_OF,
                Function.LAST_INDEX_OF,
                Function.LOWER_ASCII,
                Function.SPLIT,
                Function.SUBSTRING,
                Function.TRIM,
                Function.UPPER_ASCII);
        var builder = CelFactory.plannerCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(macros)
                .addMacros(HasMacro.deep())
                .setTypeProvider(new NamedTypes(variables))
                .addCompilerLibraries(CelExtensions.optional(), strings)
                .addRuntimeLibraries(CelExtensions.optional(), strings);
        variables.forEach(builder::addVar);
        for (var function :
                Stream.concat(RuleFunctions.all().stream(), functions.stream()).toList()) {
            builder.addFunctionDeclarations(function.declaration());
            builder.addFunctionBindings(function.bindings());
        }
        return new RuleScope(builder.build());
    }

    /** A condition: its type must be bool, or not known before it is evaluated. */
    Expression condition(RuleYaml yaml) throws BadRule {
        var condition = compiled(yaml, expressionText(yaml), 0);
        if (condition.type() != CelKind.BOOL && condition.type() != CelKind.DYN) {
            throw yaml.wrong("must be a condition; this gives %s".formatted(condition.typeName()));
        }
        return condition.expression();
    }

    /** An expression of any type. */
    Expression expression(RuleYaml yaml) throws BadRule {
        return compile(yaml, expressionText(yaml), 0);
    }

    private static String expressionText(RuleYaml yaml) throws BadRule {
        if (!yaml.isText() && !(yaml.value() instanceof Boolean)) {
            throw yaml.wrong("must be an expression");
        }
        return yaml.text();
    }

    /** A text, list or mapping with {@code {{ CEL }}} in it. */
    Template template(RuleYaml yaml) throws BadRule {
        return Template.of(yaml, this);
    }

    /**
     * Compiles a part of a text.
     *
     * @param offset where in the text of the place the expression begins
     */
    Expression compile(RuleYaml yaml, String expression, int offset) throws BadRule {
        return compiled(yaml, expression, offset).expression();
    }

    private Compiled compiled(RuleYaml yaml, String expression, int offset) throws BadRule {
        var known = compiled.get(expression);
        if (known != null) {
            return known;
        }
        var ast = check(yaml, expression, offset);
        var type = ast.getResultType();
        var fresh = new Compiled(type.kind(), type.name(), program(yaml, ast));
        compiled.put(expression, fresh);
        return fresh;
    }

    private CelAbstractSyntaxTree check(RuleYaml yaml, String expression, int offset) throws BadRule {
        try {
            var ast = cel.compile(expression).getAst();
            if (Growth.of(ast.getExpr()) > Growth.LARGEST) {
                throw yaml.wrong("the lists or texts that this expression builds can grow without limit");
            }
            var regex = RegexCost.problem(ast);
            if (regex.isPresent()) {
                throw yaml.wrong(regex.get());
            }
            return ast;
        } catch (CelValidationException e) {
            throw located(yaml, expression, offset, e);
        } catch (RuntimeException e) {
            // The compiler's own limits and bugs show like this; for the author both mean that this is no expression.
            throw yaml.wrong("no CEL expression: " + e.getMessage());
        }
    }

    private static BadRule located(RuleYaml yaml, String expression, int offset, CelValidationException e)
            throws BadRule {
        if (e.getErrors().isEmpty()) {
            return yaml.wrong("no CEL expression: " + e.getMessage());
        }
        var issue = e.getErrors().getFirst();
        var place = issue.getSourceLocation();
        int line = Math.max(0, place.getLine() - 1);
        int position = Math.max(0, place.getColumn());
        for (int i = 0; i < line; i++) {
            position += expression.indexOf('\n', lineStart(expression, i)) + 1 - lineStart(expression, i);
        }
        return at(yaml, yaml.text(), offset + position, issue.getMessage());
    }

    private static int lineStart(String text, int line) {
        int start = 0;
        for (int i = 0; i < line; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        return start;
    }

    /** The error for a position in the text of a place. */
    static BadRule at(RuleYaml yaml, String text, int position, String message) {
        var before = text.substring(0, Math.min(position, text.length()));
        int line = Math.toIntExact(before.chars().filter(c -> c == '\n').count());
        return yaml.wrongWithin(line, before.length() - before.lastIndexOf('\n') - 1, message);
    }

    private Expression program(RuleYaml yaml, CelAbstractSyntaxTree ast) throws BadRule {
        try {
            return new Expression((dev.cel.runtime.Program) cel.createProgram(ast));
        } catch (CelEvaluationException | RuntimeException e) {
            throw yaml.wrong("no CEL expression: " + e.getMessage());
        }
    }

    /** The types that variables have. */
    private static final class NamedTypes implements CelTypeProvider {

        private final ImmutableList<CelType> types;

        NamedTypes(Map<String, CelType> variables) {
            var found = new ArrayList<CelType>();
            variables.values().forEach(type -> collect(type, found));
            RuleFunctions.types().forEach(type -> collect(type, found));
            this.types = ImmutableList.copyOf(found);
        }

        private static void collect(CelType type, List<CelType> found) {
            if (type instanceof StructType) {
                found.add(type);
            }
            type.parameters().forEach(parameter -> collect(parameter, found));
        }

        @Override
        public ImmutableCollection<CelType> types() {
            return types;
        }

        @Override
        public Optional<CelType> findType(String name) {
            return types.stream().filter(type -> type.name().equals(name)).findFirst();
        }
    }
}
