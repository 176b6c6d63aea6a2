package io.lexiops.server.kubernetes;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
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

    private static final int LONGEST = 2_000;

    private static final Cel CEL = CelFactory.plannerCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("object", SimpleType.DYN)
            .setOptions(CelOptions.current()
                    .enableHeterogeneousNumericComparisons(true)
                    .maxExpressionCodePointSize(LONGEST)
                    .maxParseRecursionDepth(50)
                    .comprehensionMaxIterations(10_000)
                    .maxRegexProgramSize(500)
                    .build())
            .build();

    private final CelRuntime.Program program;
    private final Redactor redactor;

    private CelCondition(CelRuntime.Program program, Redactor redactor) {
        this.program = program;
        this.redactor = redactor;
    }

    /** @param argument the tool's argument that the expression came in, for the message */
    static CelCondition of(String argument, String expression, Redactor redactor) {
        try {
            return new CelCondition(CEL.createProgram(CEL.compile(expression).getAst()), redactor);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument '" + argument + "' is no CEL condition: " + e.getMessage(),
                    "for example: object.spec.replicas > 3 && object.metadata.name.startsWith('web')",
                    Map.of(),
                    e);
        }
    }

    /** An object that lacks a field that the condition reads does not match; {@code has(...)} asks for it. */
    boolean matches(KubernetesObject object) {
        try {
            return Boolean.TRUE.equals(program.eval(Map.of("object", withNulls(redactor.object(object.content())))));
        } catch (CelEvaluationException _) {
            return false;
        }
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
