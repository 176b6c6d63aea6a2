package io.lexiops.server.diagnose;

import io.lexiops.rules.CauseMatch;
import io.lexiops.rules.Fix;
import java.util.ArrayList;
import java.util.List;

/** A diagnosis as a person reads it: the verdict, each cause with its evidence and fixes, what else was seen. */
final class DiagnosisText {

    private static final int EVIDENCE = 4;

    private DiagnosisText() {}

    static List<String> lines(Diagnosis diagnosis) {
        var lines = new ArrayList<String>();
        lines.add(diagnosis.summary());
        int number = 1;
        for (var cause : diagnosis.causes()) {
            lines.add("%d. %s [%s]".formatted(number++, cause.says(), cause.rule()));
            cause(cause, lines);
        }
        diagnosis.notes().forEach(note -> lines.add("note: " + note));
        diagnosis.unchecked().forEach(what -> lines.add("not checked: " + what));
        return lines;
    }

    private static void cause(CauseMatch cause, List<String> lines) {
        cause.evidence().stream()
                .limit(EVIDENCE)
                .forEach(evidence -> lines.add("   %s: %s".formatted(evidence.get("source"), evidence.get("text"))));
        var word = "fix";
        for (var fix : cause.fixes()) {
            lines.add("   %s: %s".formatted(word, words(fix)));
            word = "else";
        }
        var handover = cause.handover();
        if (handover != null) {
            lines.add("   by hand: " + handover.because());
            handover.commands().forEach(command -> lines.add("     " + command));
        }
    }

    private static String words(Fix fix) {
        return "%s (risk %s): %s %s: %s"
                .formatted(fix.name(), fix.risk(), fix.tool(), Diagnosis.arguments(fix), fix.why());
    }
}
