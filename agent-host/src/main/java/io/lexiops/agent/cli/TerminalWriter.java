package io.lexiops.agent.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * What the command line prints comes from requests, clusters and logs of others. A terminal obeys some characters instead
 * of showing them: those are written as {@code \u001b}, which also is how JSON writes them, so that programs lose nothing.
 */
final class TerminalWriter extends FilterWriter {

    private static final int NONE = -1;

    // The first half of a character beyond the first 65536, until the other half comes.
    private int half = NONE;

    private TerminalWriter(Writer terminal) {
        super(terminal);
    }

    /** A writer to standard output or standard error that flushes with each line. */
    static PrintWriter on(PrintStream stream) {
        return on(new OutputStreamWriter(stream, stream.charset()));
    }

    static PrintWriter on(Writer terminal) {
        return new PrintWriter(new TerminalWriter(terminal), true);
    }

    @Override
    public void write(int one) throws IOException {
        var sign = (char) one;
        if (half != NONE) {
            var first = (char) half;
            half = NONE;
            if (Character.isLowSurrogate(sign)) {
                show(Character.toCodePoint(first, sign));
                return;
            }
            out.write(first);
        }
        if (Character.isHighSurrogate(sign)) {
            half = sign;
        } else {
            show(sign);
        }
    }

    @Override
    public void write(char[] signs, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            write(signs[i]);
        }
    }

    @Override
    public void write(String signs, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            write(signs.charAt(i));
        }
    }

    private void show(int sign) throws IOException {
        for (char unit : Character.toChars(sign)) {
            if (obeyed(sign)) {
                out.write("\\u%04x".formatted((int) unit));
            } else {
                out.write(unit);
            }
        }
    }

    /** Control characters, what turns the direction of text around or is not seen at all, and foreign ends of a line. */
    private static boolean obeyed(int sign) {
        return sign != '\n'
                && sign != '\t'
                && switch (Character.getType(sign)) {
                    case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                        true;
                    default -> false;
                };
    }
}
