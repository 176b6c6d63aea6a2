package io.lexiops.agent.respond;

import io.lexiops.agent.knowledge.Passage;
import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.route.StepResult;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The answer in words: one block a question, short lines, nothing that was not seen. */
final class AnswerText {

    private static final int STEP_TEXT = 6_000;
    private static final int CHANGES_IN_HEADLINE = 2;

    private final Settlement settlement;
    private final List<ChangeLine> changes;
    private final List<Passage> passages;
    private final List<String> gaps;
    private final List<String> rules;
    private final StringBuilder text = new StringBuilder();

    AnswerText(
            Settlement settlement,
            List<ChangeLine> changes,
            List<Passage> passages,
            List<String> gaps,
            List<String> rules) {
        this.settlement = settlement;
        this.changes = changes;
        this.passages = passages;
        this.gaps = gaps;
        this.rules = rules;
    }

    String write() {
        line(headline());
        found();
        answers();
        planned();
        block(
                allUndone() ? "Done and undone" : "Done",
                changes.stream().map(ChangeLine::toText).toList());
        verified();
        undone();
        tried();
        escalated();
        block("Not checked", gaps);
        sources();
        return text.toString().stripTrailing() + "\n";
    }

    private String headline() {
        var because = settlement.because();
        if (undoRefused()) {
            return undoHeadline();
        }
        return switch (settlement.ending()) {
            case "COMPLETED" -> completed(because);
            case "REJECTED" -> "Rejected: " + because;
            case "CANCELLED" -> "Cancelled: " + because;
            default -> "A person is needed: " + refusal().orElse(because);
        };
    }

    private String completed(String because) {
        if (settlement.planning() instanceof Planning.NothingToDo(var why, var _) && changes.isEmpty()) {
            return why;
        }
        var plan = Responder.plan(settlement);
        if (allUndone()) {
            return "Undone: " + because;
        }
        if (plan.isPresent() && !plan.get().onlyReads() && changes.isEmpty()) {
            return settlement.results().isEmpty()
                    ? "Planned, not run: " + (namesTheFault(plan.get()) ? "a fix for: " : "")
                            + plan.get().readback()
                    : "Nothing to change, it is so already: " + plan.get().readback();
        }
        if (changes.isEmpty()) {
            return plan.map(Plan::readback).orElse(because);
        }
        return "Done: "
                + plan.filter(made -> !namesTheFault(made)).map(Plan::readback).orElseGet(this::whatWasDone);
    }

    /** A plan that mends something is called after what is broken. */
    private static boolean namesTheFault(Plan plan) {
        return plan.strategy().equals("cause");
    }

    private String whatWasDone() {
        var shown = changes.stream()
                .limit(CHANGES_IN_HEADLINE)
                .map(ChangeLine::toText)
                .collect(Collectors.joining("; "));
        var more = changes.size() - CHANGES_IN_HEADLINE;
        return more > 0 ? shown + " and %d more".formatted(more) : shown;
    }

    private boolean undoRefused() {
        return settlement.undoAsked() && !refusedUndos().isEmpty();
    }

    private List<String> refusedUndos() {
        return settlement.undone().values().stream()
                .filter(undo -> !undo.done())
                .map(Settlement.Undo::text)
                .distinct()
                .toList();
    }

    private String undoHeadline() {
        var refused = refusedUndos();
        var done = settlement.undone().values().stream()
                .filter(Settlement.Undo::done)
                .count();
        return (done == 0
                        ? "Not undone: "
                        : "Undone in part, %d of %d: "
                                .formatted(done, settlement.undone().size()))
                + refused.getFirst()
                + (refused.size() > 1 ? " (and %d more)".formatted(refused.size() - 1) : "");
    }

    private boolean allUndone() {
        return !settlement.undone().isEmpty() && changes.stream().allMatch(ChangeLine::undone);
    }

    private void found() {
        if (settlement.facts().isEmpty()) {
            return;
        }
        line("");
        line("Found");
        for (var fact : settlement.facts()) {
            line("  " + fact.says() + (fact.rule().isBlank() ? "" : "  [" + fact.rule() + "]"));
            evidence(fact).forEach(evidence -> line("    " + evidence));
        }
    }

    private static List<String> evidence(Planning.Fact fact) {
        if (fact.details().get("evidence") instanceof List<?> list && !list.isEmpty()) {
            return list.stream()
                    .filter(Map.class::isInstance)
                    .map(item -> (Map<?, ?>) item)
                    .map(item -> item.get("source") + ": " + item.get("text"))
                    .toList();
        }
        return fact.source().isBlank() ? List.of() : List.of("seen in " + fact.source());
    }

    /** What the reading steps answered. */
    private void answers() {
        for (var result : settlement.results()) {
            if (result.changeId() == null && !isWrite(result)) {
                line("");
                line(answer(result));
            }
        }
    }

    private boolean isWrite(StepResult result) {
        return Responder.plan(settlement).stream()
                .flatMap(plan -> plan.steps().stream())
                .anyMatch(step -> step.number() == result.step() && step.write());
    }

    private static String answer(StepResult result) {
        return switch (result.outcome()) {
            case ToolOutcome.Done(var said, var _) -> shorten(said.strip());
            case ToolOutcome.Failed(var code, var message, var remedy, var _) ->
                "%s: %s (%s)%s".formatted(result.tool(), message, code, remedy.isBlank() ? "" : "\n  " + remedy);
            case ToolOutcome.Unanswered(var reason) -> result.tool() + " did not answer: " + reason;
        };
    }

    private void planned() {
        var plan = Responder.plan(settlement);
        if (plan.isEmpty() || plan.get().onlyReads() || !settlement.results().isEmpty()) {
            return;
        }
        line("");
        line("Plan");
        plan.get().steps().forEach(this::step);
        var review = settlement.review();
        if (review != null) {
            review.previews().forEach(preview -> line(indented(preview.text())));
            line("  review: " + verdict(review));
        }
    }

    private void step(Step step) {
        line("  %d. %s %s".formatted(step.number(), step.tool(), step.arguments()));
        line("     why: " + step.why());
    }

    private static String verdict(Review review) {
        return switch (review.verdict()) {
            case Verdict.Approved _ -> "may run without a person";
            case Verdict.NeedsApproval(var findings, var people) ->
                "needs %d %s: %s".formatted(people, people == 1 ? "approval" : "approvals", messages(findings));
            case Verdict.Rejected(var findings) -> "rejected: " + messages(findings);
        };
    }

    /** What was undone is not as it was verified before; then the undo itself is what was looked at. */
    private void verified() {
        var undos = settlement.undone().entrySet().stream()
                .filter(undo -> undo.getValue().done())
                .map(undo -> "undo of %s: %s"
                        .formatted(undo.getKey(), seen(undo.getValue().text())))
                .toList();
        if (!settlement.undoAsked()) {
            block(allUndone() ? "Verified before it was undone" : "Verified", settlement.checks());
        } else if (undos.isEmpty()) {
            block("Verified when it was done", settlement.checks());
        } else {
            block("Verified", undos);
        }
    }

    /** In one line, without the handle of the undo itself. */
    private static String seen(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("change ") && !line.startsWith("(this call"))
                .collect(Collectors.joining("; "));
    }

    private void undone() {
        var inHeadline = undoRefused() && refusedUndos().size() == 1;
        settlement.undone().forEach((change, undo) -> {
            if (!undo.done() && !inHeadline) {
                line("");
                line("Could not undo change " + change + ": " + undo.text());
            }
        });
        if (undoRefused()) {
            var left = changes.stream()
                    .filter(change -> !change.undone() && !change.stays())
                    .toList();
            block(
                    "You can",
                    List.of(
                            "when nothing stands in its way any more, undo it again with: copilot undo "
                                    + settlement.request().id(),
                            "or bring it back by hand:"));
            left.forEach(change -> line("    " + change.toUndoText()));
        }
    }

    private void tried() {
        block(
                "Tried without success",
                settlement.failed().stream()
                        .map(attempt -> attempt.plan().readback() + ": " + attempt.why())
                        .toList());
    }

    /** What a person needs to go on: the findings and the commands. */
    private void escalated() {
        if (!settlement.ending().equals("ESCALATED") || undoRefused()) {
            return;
        }
        block("What would help", remedies());
        if (settlement.planning() instanceof Planning.CannotPlan cannot) {
            block("You can", cannot.tryThis());
        }
        block(
                "Review objected",
                settlement.objections().stream()
                        .flatMap(objection -> objection.messages().stream())
                        .distinct()
                        .toList());
        refusedPlan()
                .ifPresentOrElse(
                        plan -> commands("What was refused, as a command", plan),
                        () -> Responder.plan(settlement)
                                .filter(plan -> !tried(plan))
                                .ifPresent(plan -> commands(commandTitle(plan), plan)));
    }

    /** Those of what blocks it first. */
    private List<String> remedies() {
        return settlement.review() != null && settlement.review().verdict() instanceof Verdict.Rejected(var findings)
                ? findings.stream()
                        .filter(finding -> !finding.remedy().isBlank())
                        .sorted(Comparator.comparing(Finding::severity).reversed())
                        .map(Finding::remedy)
                        .distinct()
                        .toList()
                : List.of();
    }

    /** The plan on which review had the last word, and it was no. */
    private Optional<Plan> refusedPlan() {
        var review = settlement.review();
        if (review != null) {
            return review.verdict() instanceof Verdict.Rejected ? Optional.of(review.plan()) : Optional.empty();
        }
        return Responder.plan(settlement).isPresent() || settlement.objections().isEmpty()
                ? Optional.empty()
                : Optional.of(settlement.objections().getLast().plan());
    }

    /** What review said about the last plan says more than how often it did. */
    private Optional<String> refusal() {
        return refusedPlan()
                .flatMap(_ -> Optional.ofNullable(settlement.review()))
                .map(review -> "review refuses the plan: "
                        + messages(review.verdict().findings().stream()
                                .filter(finding -> finding.severity() == Severity.BLOCK)
                                .toList()));
    }

    private String commandTitle(Plan plan) {
        var tried =
                settlement.failed().stream().anyMatch(attempt -> attempt.plan().equals(plan));
        return tried ? "The plan that did not help, as commands" : "A person would run";
    }

    private void commands(String title, Plan plan) {
        if (!plan.onlyReads()) {
            block(
                    title,
                    plan.steps().stream()
                            .map(Commands::of)
                            .filter(command -> !command.isBlank())
                            .toList(),
                    // The end of a here-document is a line of its own, without a blank before it.
                    command -> command.contains("\n") ? command : "  " + command);
        }
    }

    /** What was done and did not help is no advice; and the revisions that it names have new numbers since. */
    private boolean tried(Plan plan) {
        return settlement.results().stream().anyMatch(result -> result.changeId() != null)
                && settlement.failed().stream()
                        .anyMatch(attempt -> attempt.plan().equals(plan));
    }

    private void sources() {
        block("Knowledge", passages.stream().map(Passage::citation).toList());
        if (!rules.isEmpty()) {
            line("");
            line("Rules: " + String.join(", ", rules));
        }
        if (settlement.review() != null) {
            var notes = settlement.review().verdict().findings().stream()
                    .filter(finding -> finding.severity() != Severity.BLOCK)
                    .map(finding -> finding.message() + "  [" + finding.rule() + "]")
                    .toList();
            block("Review noted", notes);
        }
        if (!settlement.approvers().isEmpty() && !changes.isEmpty()) {
            line("Allowed by: " + String.join(", ", settlement.approvers()));
        }
    }

    private void block(String title, List<String> lines) {
        block(title, lines, AnswerText::indented);
    }

    private void block(String title, List<String> lines, UnaryOperator<String> form) {
        if (lines.isEmpty()) {
            return;
        }
        line("");
        line(title);
        lines.stream().map(form).forEach(this::line);
    }

    private static String indented(String lines) {
        return lines.lines().map(one -> "  " + one).collect(Collectors.joining("\n"));
    }

    private void line(String words) {
        text.append(Objects.requireNonNull(words)).append('\n');
    }

    private static String messages(List<Finding> findings) {
        return String.join("; ", findings.stream().map(Finding::message).toList());
    }

    private static String shorten(String words) {
        return words.length() <= STEP_TEXT ? words : words.substring(0, STEP_TEXT) + "\n... (cut)";
    }
}
