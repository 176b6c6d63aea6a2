package io.lexiops.server.kubernetes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The newest lines of several logs, merged by time; older ones are counted and forgotten, so that no log is too long. */
final class NewestLines {

    private final int most;
    private final long room;
    private final TreeSet<String> pods = new TreeSet<>();
    private List<LogLine> kept = List.of();
    private long found;

    /**
     * @param most how many lines
     * @param room how many characters, of all lines together; the newest line is kept whatever it has
     */
    NewestLines(int most, long room) {
        this.most = most;
        this.room = room;
    }

    /** Where one log goes while it is read, oldest line first. */
    Log log() {
        return new Log();
    }

    /** The lines of one log. */
    final class Log {

        private final Deque<LogLine> lines = new ArrayDeque<>();
        private long characters;

        void add(LogLine line) {
            found++;
            pods.add(line.source().pod());
            lines.addLast(line);
            characters += line.text().length();
            while (lines.size() > most || (characters > room && lines.size() > 1)) {
                characters -= lines.removeFirst().text().length();
            }
        }

        /** It was read to its end. */
        void end() {
            merge(lines);
        }
    }

    private void merge(Collection<LogLine> more) {
        var all = new ArrayList<>(kept);
        all.addAll(more);
        all.sort(Comparator.comparing(LogLine::time));
        int from = all.size();
        long left = room;
        while (from > 0 && all.size() - from < most && left > 0) {
            from--;
            left -= all.get(from).text().length();
        }
        kept = List.copyOf(all.subList(from, all.size()));
    }

    /** Oldest first. */
    List<LogLine> lines() {
        return kept;
    }

    /** How many lines there were in all. */
    long found() {
        return found;
    }

    /** The pods of which none of these lines is, though they have said something. */
    List<String> podsBeside(List<LogLine> shown) {
        var seen = shown.stream().map(line -> line.source().pod()).collect(Collectors.toSet());
        return pods.stream().filter(pod -> !seen.contains(pod)).toList();
    }
}
