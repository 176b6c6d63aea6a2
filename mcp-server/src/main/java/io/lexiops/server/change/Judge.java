package io.lexiops.server.change;

import io.lexiops.rules.Finding;
import io.lexiops.rules.GuardInput;
import io.lexiops.rules.Severity;
import io.lexiops.server.access.Fence;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.output.OneLine;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ClusterContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a write would do, and what is to be said against it.
 *
 * <pre>
 * plan, preview   arguments             -> objects before and after
 * fence           every object          -> refused, or may be looked at
 * diff, loss      before, after         -> fields that differ, fields that would be dropped
 * guards          call, objects, diff   -> findings
 * risk            all of it             -> LOW, MEDIUM, HIGH
 * </pre>
 */
final class Judge {

    private static final Set<String> SECRETS_AND_RIGHTS =
            Set.of("Secret", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");
    private static final String APPLY = "k8s_apply";
    private static final int LONGEST_INVERSE = 4_000;

    private final Fence fence;
    private final Redactor redactor;
    private final GuardPacks packs;
    private final SeenVersions versions;

    Judge(Fence fence, Redactor redactor, GuardPacks packs, SeenVersions versions) {
        this.fence = fence;
        this.redactor = redactor;
        this.packs = packs;
        this.versions = versions;
    }

    /** The thread of a write does not know by itself for whom it works. */
    <T> T inNameOf(WriteCall call, Supplier<T> work) {
        return fence.inNameOf(call.caller(), work);
    }

    /**
     * Judges the write as it is now.
     *
     * @throws io.lexiops.server.tool.ToolFailed if the write is impossible, or an object is not open to the caller
     */
    Judged judge(WriteCall call) {
        var write = call.tool().plan(call.arguments(), call.caller());
        var preview = write.preview();
        preview.changes().forEach(change -> checkFence(call.caller(), change));
        preview.replaced()
                .forEach(pod -> fence.checkObject(call.caller(), pod.apiVersion(), pod.kind(), pod.namespace(), true));
        var undoes = write instanceof UndoWrite undo ? undo.changeId() : null;
        var inForce = packs.inForce();
        var changes = preview.changes().stream().map(this::shown).toList();
        var loss = changes.stream()
                .flatMap(change ->
                        change.loss().stream().map(path -> named(change.change().target()) + " " + path))
                .toList();
        var findings = new ArrayList<Finding>();
        var real = changes.stream()
                .filter(change -> change.change().operation() != Operation.NONE)
                // Nobody asks to delete them: they leave, their budgets guard them, and their controllers replace them.
                .filter(change -> change.change().operation() != Operation.EVICT)
                .toList();
        for (var change : real) {
            findings.addAll(inForce.judge(question(call, preview, change, real.size())));
            findings.addAll(ownFindings(call, change, undoes != null));
        }
        var told = findings.stream().map(this::redacted).distinct().toList();
        return new Judged(
                write,
                preview,
                call.digest(),
                changes.stream().map(Shown::sealed).toList(),
                Stream.concat(
                                changes.stream().map(Shown::toJson),
                                preview.replaced().stream().map(Judge::replaced))
                        .toList(),
                Risk.of(call.spec().effect(), preview.changes(), told, !loss.isEmpty(), undoes != null),
                told,
                loss,
                preview.warnings().stream().map(this::oneLine).toList(),
                inverse(preview.inverse()),
                undoes,
                ClusterContext.told().orElse(null),
                new Judged.Packs(inForce.digest(), inForce.versions()));
    }

    /** An object that is only looked at need not be of an open kind: Helm keeps its releases in Secrets. */
    private void checkFence(Caller caller, TargetChange change) {
        var target = change.target();
        if (change.operation() != Operation.NONE) {
            fence.checkObject(caller, target.apiVersion(), target.kind(), target.namespace(), true);
        } else if (target.namespace() != null && !target.apiVersion().startsWith("argoproj.io/")) {
            // An application of Argo CD stands where Argo CD stands; what counts is where its objects are.
            fence.checkNamespace(caller, target.namespace());
        }
    }

    /** What was found out about one object, in the form in which others may see it. */
    private record Shown(TargetChange change, TargetRef sealed, ShownDiff diff) {

        List<String> loss() {
            return diff.lost();
        }

        Map<String, Object> toJson() {
            var json = new LinkedHashMap<String, Object>();
            json.put("target", sealed.toJson());
            json.put("operation", change.operation().name().toLowerCase(Locale.ROOT));
            json.put("diff", diff.toJson());
            if (change.operation() == Operation.CREATE) {
                json.put("about", diff.about());
            }
            return json;
        }
    }

    private static Map<String, Object> replaced(TargetRef pod) {
        return Map.of("target", pod.toJson(), "operation", "replace", "diff", List.of());
    }

    private Shown shown(TargetChange change) {
        return new Shown(change, versions.sealed(change), ShownDiff.of(change, redactor));
    }

    private GuardInput question(WriteCall call, WritePreview preview, Shown shown, int targets) {
        var owner = preview.owner();
        return new GuardInput(
                Map.of(
                        "tool",
                        call.spec().name(),
                        "arguments",
                        redactor.object(WriteCall.withContext(call.arguments().asMap())),
                        "effect",
                        call.spec().effect().name().toLowerCase(Locale.ROOT),
                        "targets",
                        (long) targets),
                shown.change().target().toJson(),
                shown.change().operation().name().toLowerCase(Locale.ROOT),
                shown.diff().before(),
                shown.diff().after(),
                shown.diff().toJson(),
                owner == null ? Map.of() : Map.of("kind", owner.kind(), "name", owner.name()),
                Map.of(
                        "name",
                        call.caller().name(),
                        "role",
                        call.caller().role().name().toLowerCase(Locale.ROOT)));
    }

    /** What holds whatever the packs say. */
    private static List<Finding> ownFindings(WriteCall call, Shown shown, boolean undoes) {
        var findings = new ArrayList<Finding>();
        var target = shown.change().target();
        if (SECRETS_AND_RIGHTS.contains(target.kind())) {
            findings.add(new Finding(
                    "server/secrets-and-rights",
                    Severity.APPROVAL,
                    named(target) + " holds secrets or rights",
                    "a person must allow it"));
        }
        if (!shown.loss().isEmpty() && !undoes) {
            // A manifest that forgets a field drops it; other tools drop only what they are told to.
            boolean byOmission = call.spec().name().equals(APPLY);
            findings.add(new Finding(
                    "server/field-loss",
                    byOmission ? Severity.APPROVAL : Severity.NOTE,
                    named(target) + " would lose " + String.join(", ", shown.loss()),
                    "add the fields to what is written, or have a person allow it"));
        }
        return findings;
    }

    private Finding redacted(Finding finding) {
        return new Finding(finding.rule(), finding.severity(), oneLine(finding.message()), oneLine(finding.remedy()));
    }

    /** A guard's or the API server's words may quote what somebody has written into an object. */
    private String oneLine(String text) {
        return OneLine.of(redactor.text(text).strip());
    }

    private @Nullable Map<String, Object> inverse(@Nullable Inverse inverse) {
        if (inverse == null) {
            return null;
        }
        var arguments = redactor.object(WriteCall.withContext(inverse.arguments()));
        var json = new LinkedHashMap<String, Object>();
        json.put("tool", inverse.tool());
        // A whole object that would be restored was shown in the diff already.
        json.put("arguments", Json.text(arguments).length() > LONGEST_INVERSE ? Map.of() : arguments);
        return json;
    }

    static String named(TargetRef target) {
        var namespace = target.namespace();
        return OneLine.of(target.kind() + "/" + target.name() + (namespace == null ? "" : " in " + namespace));
    }
}
