package io.lexiops.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a text into what is fixed and what stands between {@code {{} and {@code }}}. */
final class TemplateText {

    private static final String OPEN = "{{";

    private final RuleYaml yaml;

    private final String text;

    private final RuleScope scope;

    private final List<Template> parts = new ArrayList<>();

    private TemplateText(RuleYaml yaml, RuleScope scope) throws BadRule {
        this.yaml = yaml;
        this.text = yaml.text();
        this.scope = scope;
    }

    static Template parse(RuleYaml yaml, RuleScope scope) throws BadRule {
        return new TemplateText(yaml, scope).parts();
    }

    private Template parts() throws BadRule {
        int from = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
            int close = closeOf(open);
            if (open > from) {
                parts.add(new Template.Constant(Optional.of(text.substring(from, open))));
            }
            parts.add(new Template.Typed(scope.compile(yaml, text.substring(open + 2, close), open + 2)));
            from = close + 2;
        }
        if (from < text.length() || parts.isEmpty()) {
            parts.add(new Template.Constant(Optional.of(text.substring(from))));
        }
        return parts.size() == 1 ? parts.getFirst() : new Template.Text(List.copyOf(parts));
    }

    /** Where the expression ends: braces and quotes of its own do not count. */
    private int closeOf(int open) throws BadRule {
        int depth = 0;
        char quote = 0;
        for (int i = open + 2; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                if (depth == 0 && text.startsWith("}}", i)) {
                    return i;
                }
                depth--;
            }
        }
        throw RuleScope.at(yaml, text, open, "\"{{\" without \"}}\"");
    }
}
