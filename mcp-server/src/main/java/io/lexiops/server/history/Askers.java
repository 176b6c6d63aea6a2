package io.lexiops.server.history;

import io.lexiops.server.change.FieldManagers;
import io.lexiops.server.change.OwnChanges.OwnChange;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Who asked for what this server has written: the API server knows only its name, or, of a write of the scale, nobody's. A
 * change is one of its own if it was seen when that was made, at the same fields.
 */
final class Askers {

    /** A write takes no longer, and is seen no later. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** Times of the API are whole seconds. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private static final Duration LATE = Duration.ofSeconds(5);

    private final List<OwnChange> own;

    Askers(List<OwnChange> own) {
        this.own = List.copyOf(own);
    }

    /** {@code alice via k8s_scale chg-1f2e3d4c5b6a7980}, else the field manager; empty if nobody can tell. */
    String who(PastChange change) {
        return own.reversed().stream()
                .filter(made -> isOf(made, change))
                .findFirst()
                .map(made -> made.caller() + " via " + made.tool() + " " + made.id())
                .orElse(change.who());
    }

    private static boolean isOf(OwnChange made, PastChange change) {
        var until =
                made.until() == null ? made.from().plus(LONGEST) : made.until().plus(LATE);
        return made.kind().equals(change.kind())
                && made.name().equals(change.name())
                && !change.at().isBefore(made.from().minus(A_MOMENT))
                && !change.at().isAfter(until)
                && change.fields().stream().anyMatch(edit -> isOf(made, edit, change.who()));
    }

    /** Another's name is only doubted where the value is the one that was written. */
    private static boolean isOf(OwnChange made, FieldEdit edit, String who) {
        boolean mayBeOwn = who.isEmpty() || who.equals(FieldManagers.OWN);
        return made.fields().entrySet().stream()
                .anyMatch(field -> isWithin(field.getKey(), edit.path())
                        && (mayBeOwn || Objects.equals(edit.after(), field.getValue())));
    }

    private static boolean isWithin(String one, String other) {
        return one.equals(other) || isAbove(one, other) || isAbove(other, one);
    }

    private static boolean isAbove(String path, String deeper) {
        return deeper.startsWith(path + ".") || deeper.startsWith(path + "[");
    }
}
