package io.lexiops.server.change;

import io.lexiops.rules.Finding;
import io.lexiops.rules.GuardInput;
import io.lexiops.rules.PackVersion;
import io.lexiops.rules.Severity;
import java.util.ArrayList;
import java.util.List;

/** Packs whose guards say what a test wants them to. */
final class ScriptedPacks implements GuardPacks {

    volatile String digest = "sha256:packs-1";
    volatile List<Finding> findings = List.of();
    final List<GuardInput> asked = new ArrayList<>();

    void object(Severity... severities) {
        var list = new ArrayList<Finding>();
        for (var severity : severities) {
            list.add(new Finding("test/guard", severity, "the guard objects", "do something else"));
        }
        findings = list;
    }

    @Override
    public InForce inForce() {
        return new InForce() {
            @Override
            public String digest() {
                return digest;
            }

            @Override
            public List<PackVersion> versions() {
                return List.of(new PackVersion("test", "1", null, digest));
            }

            @Override
            public List<Finding> judge(GuardInput input) {
                synchronized (asked) {
                    asked.add(input);
                }
                return findings;
            }
        };
    }
}
