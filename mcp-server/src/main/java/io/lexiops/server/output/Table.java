package io.lexiops.server.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Aligned columns, as compact as a model can still read: two blanks between columns, no borders. */
public final class Table {

    private static final String GAP = "  ";
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    private Table(List<String> headings) {
        this.headings = headings;
    }

    public static Table of(String... headings) {
        return new Table(List.of(headings));
    }

    public static Table of(List<String> headings) {
        return new Table(List.copyOf(headings));
    }

    /** Adds a row; line breaks in a cell become blanks. */
    public Table row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(
                    "a row has " + headings.size() + " cells like the heading, not " + cells.size());
        }
        rows.add(cells.stream().map(Table::oneLine).toList());
        return this;
    }

    public Table row(String... cells) {
        return row(List.of(cells));
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public int size() {
        return rows.size();
    }

    /** The table as lines, without a line break at the end. */
    public String render() {
        var widths = new int[headings.size()];
        measure(widths, headings);
        rows.forEach(row -> measure(widths, row));
        var text = new StringBuilder();
        append(text, widths, headings);
        for (var row : rows) {
            append(text.append('\n'), widths, row);
        }
        return text.toString();
    }

    private static void measure(int[] widths, List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    private static void append(StringBuilder text, int[] widths, List<String> cells) {
        int last = widths.length - 1;
        for (int i = 0; i < last; i++) {
            var cell = cells.get(i);
            text.append(cell).repeat(' ', widths[i] - cell.length()).append(GAP);
        }
        text.append(cells.get(last));
    }

    private static String oneLine(String cell) {
        return cell.indexOf('\n') < 0 && cell.indexOf('\r') < 0
                ? cell
                : LINE_BREAK.matcher(cell).replaceAll(" ");
    }
}
