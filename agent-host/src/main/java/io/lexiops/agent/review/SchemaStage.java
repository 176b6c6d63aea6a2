package io.lexiops.agent.review;

import io.lexiops.agent.plan.Step;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import static io.lexiops.agent.tool.JsonTree.object;
import static io.lexiops.agent.tool.JsonTree.texts;

/** Every call fits the schema that the server gives for its tool. */
final class SchemaStage implements ReviewStage {

    static final String RULE = "review/schema";

    // The pipeline decides about these; a plan that sets them would decide about its own review.
    private static final Set<String> RESERVED = Set.of("dryRun", "confirm");

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        for (var step : plan.steps()) {
            var wrong = wrong(plan, step);
            wrong.forEach(message -> findings.add(
                    Severity.BLOCK,
                    "step %d: %s".formatted(step.number(), message),
                    "see the tool's schema: what it takes and what it needs"));
            if (!wrong.isEmpty()) {
                plan.putAside(step);
            }
        }
        return findings.list();
    }

    private static List<String> wrong(PlanInReview plan, Step step) {
        var schema = plan.server().schema(step.tool());
        if (schema.isEmpty()) {
            return List.of(
                    plan.server().tools().isEmpty()
                            ? "the server does not answer, so nothing can be reviewed"
                            : "there is no tool '%s'".formatted(step.tool()));
        }
        var wrong = new ArrayList<String>();
        var properties = object(schema.get(), "properties");
        for (var name : step.arguments().keySet()) {
            if (RESERVED.contains(name)) {
                wrong.add("a plan does not set '%s' of %s".formatted(name, step.tool()));
            } else if (!properties.containsKey(name)
                    && Boolean.FALSE.equals(schema.get().get("additionalProperties"))) {
                wrong.add("%s has no argument '%s'; it has %s".formatted(step.tool(), name, names(properties)));
            }
        }
        for (var name : texts(schema.get(), "required")) {
            if (!step.arguments().containsKey(name)) {
                wrong.add("%s needs the argument '%s'".formatted(step.tool(), name));
            }
        }
        step.arguments().forEach((name, value) -> {
            var problem = problem(object(properties, name), value);
            if (problem != null) {
                wrong.add("argument '%s' of %s %s".formatted(name, step.tool(), problem));
            }
        });
        return wrong;
    }

    private static List<String> names(Map<String, Object> properties) {
        return properties.keySet().stream()
                .filter(name -> !RESERVED.contains(name))
                .toList();
    }

    private static @Nullable String problem(Map<String, Object> schema, Object value) {
        var types = types(schema);
        if (!types.isEmpty() && types.stream().noneMatch(type -> is(type, value))) {
            return "is %s, not %s".formatted(String.join(" or ", types), word(value));
        }
        if (schema.get("enum") instanceof List<?> allowed
                && allowed.stream().noneMatch(one -> String.valueOf(one).equals(String.valueOf(value)))) {
            return "is one of %s, not '%s'".formatted(allowed, value);
        }
        if (value instanceof Number number) {
            if (schema.get("minimum") instanceof Number least && number.doubleValue() < least.doubleValue()) {
                return "is at least %s, not %s".formatted(least, number);
            }
            if (schema.get("maximum") instanceof Number most && number.doubleValue() > most.doubleValue()) {
                return "is at most %s, not %s".formatted(most, number);
            }
        }
        return null;
    }

    private static List<String> types(Map<String, Object> schema) {
        return switch (schema.get("type")) {
            case String one -> List.of(one);
            case List<?> several -> several.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }

    private static boolean is(String type, Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long || value instanceof Integer;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List;
            case "object" -> value instanceof Map;
            default -> true; // a type that this check does not know is the server's to judge
        };
    }

    private static String word(Object value) {
        return switch (value) {
            case String _ -> "text";
            case Number _ -> "the number " + value;
            case Boolean _ -> "true or false";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "an object";
            default -> value.getClass().getSimpleName();
        };
    }
}
