package io.lexiops.agent.cli;

import java.util.Map;
import java.util.Set;

/** A case for people: the answer if there is one, else what is waited for and how to go on. */
final class CaseText {

    private static final Set<String> SETTLED = Set.of("COMPLETED", "REJECTED", "CANCELLED", "ESCALATED");

    private CaseText() {}

    static String of(Map<String, Object> found) {
        var text = new StringBuilder();
        var id = Json.text(found, "id");
        var state = Json.text(found, "state");
        var answer = Json.object(found.get("answer"));
        switch (state) {
            case "AWAITING_APPROVAL" -> approval(text, found, id);
            case "NEEDS_INPUT" -> question(text, found, id);
            default -> {
                // While it is undone, the answer of before says what does not hold any more.
                if (answer.isEmpty() || !SETTLED.contains(state)) {
                    text.append("Case ").append(id).append(" is ").append(state);
                    text.append("; follow it with: copilot watch ").append(id).append('\n');
                } else {
                    text.append(Json.text(answer, "text"));
                }
            }
        }
        if (Boolean.TRUE.equals(found.get("undoable"))) {
            text.append("\nUndo with: copilot undo ").append(id).append('\n');
        }
        text.append("\nCase ")
                .append(id)
                .append(", ")
                .append(state)
                .append(time(found))
                .append('\n');
        return text.toString();
    }

    static ExitCode exitCode(Map<String, Object> found) {
        return switch (Json.text(found, "state")) {
            case "ESCALATED" -> ExitCode.ESCALATED;
            case "REJECTED", "CANCELLED" -> ExitCode.ERROR;
            case "AWAITING_APPROVAL", "NEEDS_INPUT" -> ExitCode.WAITS;
            default -> ExitCode.DONE; // completed, or at work: nobody needs to do anything
        };
    }

    private static void approval(StringBuilder text, Map<String, Object> found, String id) {
        var approval = Json.object(found.get("approval"));
        text.append("This plan needs ").append(Json.text(approval, "people")).append(" approval(s).\n");
        var voided = Json.texts(approval.get("voided"));
        voided.forEach(
                why -> text.append("An earlier approval is void: ").append(why).append('\n'));
        plan(text, Json.object(found.get("plan")));
        if (!voided.isEmpty()) {
            text.append("  The words after 'Plan' are from an earlier state; the preview is from now.\n");
        }
        text.append("\nBecause\n");
        for (var finding : Json.objects(found.get("findings"))) {
            text.append("  ").append(Json.text(finding, "message"));
            text.append("  [").append(Json.text(finding, "rule")).append("]\n");
            if (!Json.text(finding, "remedy").isBlank()) {
                text.append("    ").append(Json.text(finding, "remedy")).append('\n');
            }
        }
        text.append("\nAllow it with: copilot approve ").append(id);
        text.append("\nor not with:   copilot reject ").append(id);
        text.append("\nIt waits until ").append(Json.text(approval, "until")).append('\n');
    }

    private static void plan(StringBuilder text, Map<?, ?> plan) {
        text.append("\nPlan: ").append(Json.text(plan, "readback")).append('\n');
        for (var step : Json.objects(plan.get("steps"))) {
            text.append("  ").append(Json.text(step, "number")).append(". ").append(Json.text(step, "tool"));
            text.append(' ').append(Json.text(step, "arguments")).append('\n');
            text.append("     why: ").append(Json.text(step, "why")).append('\n');
        }
        for (var preview : Json.objects(plan.get("previews"))) {
            Json.text(preview, "diff")
                    .lines()
                    .forEach(line -> text.append("     ").append(line).append('\n'));
        }
    }

    private static void question(StringBuilder text, Map<String, Object> found, String id) {
        var question = Json.object(found.get("question"));
        text.append(Json.text(question, "text")).append('\n');
        for (var option : Json.texts(question.get("options"))) {
            text.append("  ").append(option).append('\n');
        }
        text.append("\nAnswer with: copilot answer ").append(id).append(" \"...\"\n");
    }

    private static String time(Map<String, Object> found) {
        var total = Json.text(Json.object(found.get("timings")), "totalMs");
        return total.isBlank() ? "" : " after " + total + " ms";
    }
}
