package io.lexiops.server.change;

import io.lexiops.rules.Finding;
import io.lexiops.rules.PackVersion;
import io.lexiops.rules.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A write as it would be now, with everything that decides whether it may.
 *
 * @param preview  not redacted: never shown
 * @param targets  at the versions that an approval is sealed to, see {@link SeenVersions}
 * @param changes  redacted, as they go over the wire; pods that are replaced stand behind the targets
 * @param inverse  redacted, as it goes over the wire; null if the write cannot be undone
 * @param context  the cluster, where there are several; null if there is only one
 * @param undoes   the change that this one takes back; null for any other write
 */
record Judged(
        PlannedWrite write,
        WritePreview preview,
        String argumentsDigest,
        List<TargetRef> targets,
        List<Map<String, Object>> changes,
        Risk risk,
        List<Finding> findings,
        List<String> fieldLoss,
        List<String> warnings,
        @Nullable Map<String, Object> inverse,
        @Nullable String undoes,
        @Nullable String context,
        Packs packs) {

    Judged {
        targets = List.copyOf(targets);
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
        fieldLoss = List.copyOf(fieldLoss);
        warnings = List.copyOf(warnings);
    }

    /** The packs that judged. */
    record Packs(String digest, List<PackVersion> versions) {

        Map<String, Object> toJson() {
            return Map.of(
                    "digest",
                    digest,
                    "versions",
                    versions.stream().map(Packs::json).toList());
        }

        private static Map<String, Object> json(PackVersion pack) {
            var json = new LinkedHashMap<String, Object>();
            json.put("name", pack.name());
            json.put("version", pack.version());
            json.put("digest", pack.digest());
            var commit = pack.commit();
            if (commit != null) {
                json.put("commit", commit);
            }
            return json;
        }
    }

    boolean changesNothing() {
        return preview.changesNothing();
    }

    boolean blocked() {
        return Risk.weighs(findings, Severity.BLOCK);
    }

    /** How many people must allow it; 0 if policy may. */
    int people() {
        if (Risk.weighs(findings, Severity.TWO_PERSON)) {
            return 2;
        }
        return Risk.weighs(findings, Severity.APPROVAL) ? 1 : 0;
    }

    /** What a person saw and allowed still holds: the same objects in the same state, nothing heavier against it. */
    boolean standsFor(Judged seen) {
        return targets.equals(seen.targets)
                && risk.compareTo(seen.risk) <= 0
                && people() <= seen.people()
                && !blocked();
    }

    /** What a person is asked about: the same objects in the same state, at the same risk. */
    String subject() {
        return Json.digest(Map.of(
                "arguments", argumentsDigest,
                "targets", targetsJson(),
                "risk", risk.name(),
                "people", people(),
                "packs", packs.digest()));
    }

    List<Map<String, Object>> targetsJson() {
        return targets.stream().map(this::withContext).toList();
    }

    /** An object is one of a cluster: the same name in another one is another object. */
    private Map<String, Object> withContext(TargetRef target) {
        var json = target.toJson();
        if (context != null) {
            json.put("context", context);
        }
        return json;
    }

    List<Map<String, Object>> findingsJson() {
        return findings.stream()
                .<Map<String, Object>>map(finding -> Map.of(
                        "rule", finding.rule(),
                        "severity", finding.severity().name().toLowerCase(Locale.ROOT),
                        "message", finding.message(),
                        "remedy", finding.remedy()))
                .toList();
    }

    String digest() {
        return Json.digest(Map.of(
                "arguments", argumentsDigest, "targets", targetsJson(), "changes", changes, "packs", packs.digest()));
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("argumentsDigest", argumentsDigest);
        if (context != null) {
            json.put("context", context);
        }
        json.put("targets", targetsJson());
        json.put("changes", changes);
        json.put("risk", risk.name());
        json.put("findings", findingsJson());
        var owner = preview.owner();
        if (owner != null) {
            json.put("owner", Map.of("kind", owner.kind(), "name", owner.name()));
        }
        if (inverse != null) {
            json.put("inverse", inverse);
        }
        json.put("warnings", warnings);
        json.put("fieldLoss", fieldLoss);
        json.put("noChange", changesNothing());
        return json;
    }
}
