package io.lexiops.agent.review;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A time in which changes need a person: once, from {@code from} to {@code to}, or each week on {@code days} from
 * {@code start} to {@code end}.
 *
 * @param name       for the finding: {@code year-end}
 * @param start      midnight if absent
 * @param end        the end of the day if absent; before {@code start} means on the next day
 * @param zone       of the week days and times; UTC if absent
 * @param namespaces where it holds; none means everywhere
 */
record FreezeWindow(
        String name,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Set<DayOfWeek> days,
        @Nullable LocalTime start,
        @Nullable LocalTime end,
        @Nullable ZoneId zone,
        @Nullable Set<String> namespaces) {

    FreezeWindow {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("copilot.review.freeze-windows: each window has a name");
        }
        days = days == null ? Set.of() : Set.copyOf(days);
        namespaces = namespaces == null ? Set.of() : Set.copyOf(namespaces);
        var once = from != null && to != null;
        if (once == !days.isEmpty() || (from == null) != (to == null)) {
            throw new IllegalArgumentException("copilot.review.freeze-windows: '" + name
                    + "' has either from and to, as 2026-12-20T00:00:00Z, or days, as FRIDAY, SATURDAY");
        }
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "copilot.review.freeze-windows: '" + name + "' ends before it begins: " + to);
        }
    }

    boolean holds(Instant now, Set<String> touched) {
        var places = namespaces == null ? Set.<String>of() : namespaces;
        return (places.isEmpty() || touched.stream().anyMatch(places::contains)) && within(now);
    }

    private boolean within(Instant now) {
        if (from != null && to != null) {
            return !now.isBefore(from) && now.isBefore(to);
        }
        var local = now.atZone(zone == null ? ZoneId.of("UTC") : zone);
        var time = local.toLocalTime();
        var begin = start == null ? LocalTime.MIN : start;
        var finish = end == null ? LocalTime.MAX : end;
        if (begin.isBefore(finish)) {
            return on(local.getDayOfWeek()) && !time.isBefore(begin) && !time.isAfter(finish);
        }
        return (on(local.getDayOfWeek()) && !time.isBefore(begin))
                || (on(local.getDayOfWeek().minus(1)) && !time.isAfter(finish));
    }

    private boolean on(DayOfWeek day) {
        return days != null && days.contains(day);
    }
}
