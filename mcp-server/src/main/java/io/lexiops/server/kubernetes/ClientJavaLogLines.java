package io.lexiops.server.kubernetes;

import java.io.IOException;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Reads lines that a program wrote, which may be endless. */
final class ClientJavaLogLines {

    private ClientJavaLogLines() {}

    /** The next line, cut after so many bytes; null at the end. */
    static @Nullable String next(BufferedSource source, int longest) throws IOException {
        if (source.exhausted()) {
            return null;
        }
        long end = source.indexOf((byte) '\n', 0, longest);
        if (end >= 0) {
            var line = source.readUtf8(end);
            source.skip(1);
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }
        var atEnd = !source.request(longest + 1L);
        var cut = source.readUtf8(Math.min(longest, source.getBuffer().size()));
        if (!atEnd) {
            skipLine(source);
        }
        return cut;
    }

    private static void skipLine(BufferedSource source) throws IOException {
        while (!source.exhausted()) {
            long end = source.getBuffer().indexOf((byte) '\n');
            if (end >= 0) {
                source.skip(end + 1);
                return;
            }
            source.skip(source.getBuffer().size());
        }
    }
}
