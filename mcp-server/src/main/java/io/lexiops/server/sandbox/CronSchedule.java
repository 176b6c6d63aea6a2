package io.lexiops.server.sandbox;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** When a cron job is due: five fields, or one of the short forms. */
final class CronSchedule {

    private static final Map<String, String> SHORT_FORMS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final int[][] RANGES = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}};
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final List<BitSet> fields;
    private final boolean anyDayOfMonth;
    private final boolean anyDayOfWeek;

    private CronSchedule(List<BitSet> fields, boolean anyDayOfMonth, boolean anyDayOfWeek) {
        this.fields = List.copyOf(fields);
        this.anyDayOfMonth = anyDayOfMonth;
        this.anyDayOfWeek = anyDayOfWeek;
    }

    /** Why it is no schedule; empty if it is one. */
    static Optional<String> problem(String text) {
        try {
            return parse(text) == null ? Optional.of("empty") : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static CronSchedule parse(String text) {
        var words = SHORT_FORMS.getOrDefault(text.strip(), text.strip()).split("\\s+");
        if (words.length != 5) {
            throw new IllegalArgumentException(
                    "expected exactly 5 fields, found " + words.length + ": [" + String.join(" ", words) + "]");
        }
        var fields = new ArrayList<BitSet>();
        for (int i = 0; i < 5; i++) {
            fields.add(field(words[i], RANGES[i], i));
        }
        return new CronSchedule(fields, words[2].startsWith("*"), words[4].startsWith("*"));
    }

    private static BitSet field(String text, int[] range, int position) {
        var bits = new BitSet();
        for (var part : text.split(",")) {
            var stepped = part.split("/", 2);
            int step = stepped.length > 1 ? number(stepped[1], part, position) : 1;
            int first;
            int last;
            if (stepped[0].equals("*") || stepped[0].equals("?")) {
                first = range[0];
                last = range[1];
            } else {
                var ends = stepped[0].split("-", 2);
                first = number(ends[0], part, position);
                last = ends.length > 1 ? number(ends[1], part, position) : stepped.length > 1 ? range[1] : first;
            }
            if (position == 4) {
                first %= 7;
                last = last == 7 && first > 0 ? 6 : last % 7;
            }
            if (step < 1 || first < range[0] || last > range[1] || first > last) {
                throw new IllegalArgumentException(
                        "end of range (" + last + ") above maximum (" + range[1] + "): " + part);
            }
            for (int i = first; i <= last; i += step) {
                bits.set(i);
            }
        }
        return bits;
    }

    private static int number(String text, String part, int position) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (position == 3 && MONTHS.contains(lower)) {
            return MONTHS.indexOf(lower) + 1;
        }
        if (position == 4 && DAYS.contains(lower)) {
            return DAYS.indexOf(lower);
        }
        if (!text.matches("\\d{1,4}")) {
            throw new IllegalArgumentException("failed to parse int from " + part + ": strconv.Atoi: parsing "
                    + ApiFailure.quoted(text) + ": invalid syntax");
        }
        return Integer.parseInt(text);
    }

    /** The first minute after that time; empty if there is none within five years. */
    Optional<ZonedDateTime> after(ZonedDateTime time) {
        var minute = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        var end = time.plusYears(5);
        while (minute.isBefore(end)) {
            if (!fields.get(3).get(minute.getMonthValue()) || !onDay(minute)) {
                minute = minute.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!fields.get(1).get(minute.getHour())) {
                minute = minute.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!fields.getFirst().get(minute.getMinute())) {
                minute = minute.plusMinutes(1);
            } else {
                return Optional.of(minute);
            }
        }
        return Optional.empty();
    }

    private boolean onDay(ZonedDateTime time) {
        boolean month = fields.get(2).get(time.getDayOfMonth());
        boolean week = fields.get(4).get(time.getDayOfWeek().getValue() % 7);
        return (anyDayOfMonth || anyDayOfWeek) ? (month && week) : (month || week);
    }
}
