package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A label selector, from its text or from an object's {@code matchLabels} and {@code matchExpressions}. */
record LabelSelector(List<Requirement> requirements) {

    private static final Pattern IN_SET = Pattern.compile("\\s*([^\\s!=,()]+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
    private static final Pattern COMPARED =
            Pattern.compile("\\s*([^\\s!=,()<>]+)\\s*(==|=|!=|>|<)\\s*([^\\s!=,()]*)\\s*");
    private static final Pattern BARE = Pattern.compile("\\s*(!?)\\s*([^\\s!=,()]+)\\s*");

    /** One condition. */
    record Requirement(String key, String operator, List<String> values) {

        boolean matches(Map<String, String> labels) {
            var value = labels.get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                case "Gt" -> value != null && compare(value) > 0;
                case "Lt" -> value != null && compare(value) < 0;
                default -> false;
            };
        }

        private int compare(String value) {
            var number = Pattern.compile("-?\\d{1,18}");
            return number.matcher(value).matches()
                            && number.matcher(values.getFirst()).matches()
                    ? Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()))
                    : 0;
        }
    }

    LabelSelector {
        requirements = List.copyOf(requirements);
    }

    static LabelSelector parse(String text) {
        var requirements = new ArrayList<Requirement>();
        for (var part : split(text)) {
            requirements.add(requirement(part, text));
        }
        return new LabelSelector(requirements);
    }

    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        var part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        parts.removeIf(String::isBlank);
        return parts;
    }

    private static Requirement requirement(String part, String whole) {
        var set = IN_SET.matcher(part);
        if (set.matches()) {
            var values =
                    Arrays.stream(set.group(3).split(",", -1)).map(String::trim).toList();
            return new Requirement(set.group(1), set.group(2).equals("in") ? "In" : "NotIn", values);
        }
        var compared = COMPARED.matcher(part);
        if (compared.matches()) {
            var operator = switch (compared.group(2)) {
                case "!=" -> "NotIn";
                case ">" -> "Gt";
                case "<" -> "Lt";
                default -> "In";
            };
            return new Requirement(compared.group(1), operator, List.of(compared.group(3)));
        }
        var bare = BARE.matcher(part);
        if (bare.matches()) {
            return new Requirement(bare.group(2), bare.group(1).isEmpty() ? "Exists" : "DoesNotExist", List.of());
        }
        throw ApiFailure.badRequest("unable to parse requirement: found '" + part.trim() + "', expected: identifier in "
                + ApiFailure.quoted(whole));
    }

    /** The selector of a workload; one without any condition matches everything. */
    static LabelSelector of(JsonNode selector) {
        var requirements = new ArrayList<Requirement>();
        Trees.labels(selector, "matchLabels")
                .forEach((key, value) -> requirements.add(new Requirement(key, "In", List.of(value))));
        for (var expression : Trees.items(selector, "matchExpressions")) {
            requirements.add(new Requirement(
                    Trees.text(expression, "key"),
                    Trees.text(expression, "operator"),
                    Trees.texts(expression, "values")));
        }
        return new LabelSelector(requirements);
    }

    static LabelSelector ofLabels(JsonNode labels) {
        var requirements = new ArrayList<Requirement>();
        Trees.labels(labels).forEach((key, value) -> requirements.add(new Requirement(key, "In", List.of(value))));
        return new LabelSelector(requirements);
    }

    boolean matches(JsonNode object) {
        return matches(Trees.labels(object, "metadata", "labels"));
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /** The selector in the form that clients send. */
    String text() {
        var parts = new ArrayList<String>();
        for (var requirement : requirements) {
            parts.add(
                    switch (requirement.operator()) {
                        case "In" ->
                            requirement.values().size() == 1
                                    ? requirement.key() + "="
                                            + requirement.values().getFirst()
                                    : requirement.key() + " in (" + String.join(",", requirement.values()) + ")";
                        case "NotIn" -> requirement.key() + " notin (" + String.join(",", requirement.values()) + ")";
                        case "DoesNotExist" -> "!" + requirement.key();
                        default -> requirement.key();
                    });
        }
        return String.join(",", parts);
    }
}
