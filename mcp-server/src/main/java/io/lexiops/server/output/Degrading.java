package io.lexiops.server.output;

import java.util.List;
import java.util.function.Supplier;

/** An answer that gets coarser until it fits the budget: table, summary, counts. */
public final class Degrading {

    private final TokenBudget budget;

    public Degrading(TokenBudget budget) {
        this.budget = budget;
    }

    /**
     * The finest of the forms that fits; the last one, cut, if none does.
     *
     * @param forms from the finest to the coarsest; made only when needed
     * @param shown ends the text whenever something is left out
     */
    public String render(List<Supplier<String>> forms, Shown shown) {
        var text = "";
        for (int i = 0; i < forms.size(); i++) {
            text = forms.get(i).get();
            var ended = i == 0 && shown.complete() ? text : withLine(text, shown);
            if (budget.fits(ended)) {
                return ended;
            }
        }
        return cut(text, shown.line());
    }

    public String render(Supplier<String> table, Supplier<String> summary, Supplier<String> counts, Shown shown) {
        return render(List.of(table, summary, counts), shown);
    }

    /** As many whole lines from the beginning as fit, and the line that says how many there are. */
    public String lines(List<String> lines) {
        if (fitting(lines, budget.maxCharacters()) == lines.size()) {
            return String.join("\n", lines);
        }
        var longestEnd = new Shown(lines.size(), (long) lines.size(), null).line();
        int fit = fitting(lines, budget.maxCharacters() - longestEnd.length() - 1);
        return withLine(String.join("\n", lines.subList(0, fit)), new Shown(fit, (long) lines.size(), null));
    }

    /**
     * A table's heading and as many of its rows as fit; where that is not all, the line that says how many there are.
     *
     * @param shown with all the rows of the table
     */
    public String rows(String table, Shown shown) {
        if (shown.complete() && budget.fits(table)) {
            return table;
        }
        var lines = table.lines().toList();
        int fit =
                Math.max(0, fitting(lines, budget.maxCharacters() - shown.line().length() - 1) - 1);
        return withLine(
                fit == 0 ? "" : String.join("\n", lines.subList(0, fit + 1)),
                new Shown(fit, shown.total(), fit == lines.size() - 1 ? shown.cursor() : null));
    }

    private static int fitting(List<String> lines, long room) {
        long left = room;
        int fit = 0;
        while (fit < lines.size() && left >= lines.get(fit).length()) {
            left -= lines.get(fit).length() + 1L;
            fit++;
        }
        return fit;
    }

    private String cut(String text, String line) {
        long room = Math.max(0, budget.maxCharacters() - line.length() - 1);
        var beginning = text.substring(0, (int) Math.min(room, text.length()));
        int lastLine = beginning.lastIndexOf('\n');
        return (lastLine > 0 ? beginning.substring(0, lastLine) : beginning) + "\n" + line;
    }

    private static String withLine(String text, Shown shown) {
        return text.isEmpty() ? shown.line() : text + "\n" + shown.line();
    }
}
