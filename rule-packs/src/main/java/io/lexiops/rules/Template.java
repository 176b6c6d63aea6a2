package io.lexiops.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tree with {@code {{ CEL }}} in its texts. A text that is exactly one expression becomes the expression's value with its
 * type; {@code optional.none()} leaves its entry out.
 */
sealed interface Template {

    /** The tree filled in; empty if it is left out. */
    Optional<Object> fill(Map<String, ?> variables) throws EvaluationFailed;

    /** The tree filled in, which must be a mapping. */
    @SuppressWarnings("unchecked") // keys of a filled mapping are texts
    default Map<String, Object> fillMapping(Map<String, ?> variables) throws EvaluationFailed {
        if (fill(variables).orElse(null) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new EvaluationFailed("the template does not give a mapping");
    }

    /** The tree filled in, as text. */
    default String fillText(Map<String, ?> variables) throws EvaluationFailed {
        return fill(variables).map(Trees::text).orElse("");
    }

    static Template of(RuleYaml yaml, RuleScope scope) throws BadRule {
        if (yaml.isMapping()) {
            var entries = new LinkedHashMap<String, Template>();
            for (var entry : yaml.entries().entrySet()) {
                entries.put(entry.getKey(), of(entry.getValue(), scope));
            }
            return new Mapping(entries);
        }
        if (yaml.isList()) {
            var items = new ArrayList<Template>();
            for (var item : yaml.items()) {
                items.add(of(item, scope));
            }
            return new Items(items);
        }
        if (!yaml.isText()) {
            var value = yaml.value();
            return new Constant(Optional.ofNullable(value));
        }
        return TemplateText.parse(yaml, scope);
    }

    /** Stays as it is. */
    record Constant(Optional<Object> value) implements Template {
        @Override
        public Optional<Object> fill(Map<String, ?> variables) {
            return value;
        }
    }

    /** Exactly one expression. */
    record Typed(Expression expression) implements Template {
        @Override
        public Optional<Object> fill(Map<String, ?> variables) throws EvaluationFailed {
            return Trees.fromCel(expression.value(variables));
        }
    }

    /** Text and expressions. */
    record Text(List<Template> parts) implements Template {
        private static final int LONGEST = 64_000;

        @Override
        public Optional<Object> fill(Map<String, ?> variables) throws EvaluationFailed {
            var text = new StringBuilder();
            for (var part : parts) {
                text.append(part.fillText(variables));
                if (text.length() > LONGEST) {
                    throw new EvaluationFailed("the text is longer than %d characters".formatted(LONGEST));
                }
            }
            return Optional.of(text.toString());
        }
    }

    /** A mapping of templates. */
    record Mapping(Map<String, Template> entries) implements Template {
        @Override
        public Optional<Object> fill(Map<String, ?> variables) throws EvaluationFailed {
            var filled = new LinkedHashMap<String, Object>();
            for (var entry : entries.entrySet()) {
                entry.getValue().fill(variables).ifPresent(value -> filled.put(entry.getKey(), value));
            }
            return Optional.of(filled);
        }
    }

    /** A list of templates. */
    record Items(List<Template> items) implements Template {
        @Override
        public Optional<Object> fill(Map<String, ?> variables) throws EvaluationFailed {
            var filled = new ArrayList<Object>();
            for (var item : items) {
                item.fill(variables).ifPresent(filled::add);
            }
            return Optional.of(filled);
        }
    }
}
