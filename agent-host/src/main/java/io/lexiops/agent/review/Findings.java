package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static io.lexiops.agent.tool.JsonTree.text;

/** The findings of one stage, under its rule id. */
final class Findings {

    private final String rule;
    private final List<Finding> found = new ArrayList<>();

    Findings(String rule) {
        this.rule = rule;
    }

    Findings add(Finding finding) {
        found.add(finding);
        return this;
    }

    Findings add(Severity severity, String message, String remedy) {
        found.add(new Finding(rule, severity, message, remedy));
        return this;
    }

    List<Finding> list() {
        return List.copyOf(found);
    }

    /** As the server words it: rule, severity, message, remedy. A severity that is not known weighs most. */
    static Finding ofServer(Map<String, Object> json) {
        return new Finding(
                text(json, "rule"), severity(text(json, "severity")), text(json, "message"), text(json, "remedy"));
    }

    private static Severity severity(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "note" -> Severity.NOTE;
            case "approval" -> Severity.APPROVAL;
            case "two_person" -> Severity.TWO_PERSON;
            default -> Severity.BLOCK;
        };
    }
}
