package io.lexiops.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory of packs that a test writes. */
record PackDirectory(Path root) {

    static final String GUARD = """
            guard: frozen
            when: operation == "update"
            violates: target.name == "frozen"
            severity: approval
            says: "{{target.name}} is frozen"
            why: It must not change before the audit is over.
            remedy: Wait.
            examples:
              - {name: the frozen one, operation: update, target: {name: frozen}, expect: approval, says: frozen is frozen}
              - {name: another, operation: update, target: {name: web}, expect: pass}
            """;

    static final String CAUSE = """
            cause: image-tag-missing
            class: image
            for: waiting
            when: it.reason in ["ErrImagePull", "ImagePullBackOff"] && it.message.contains("not found")
            says: "{{it.container}} of {{it.workload.name}} cannot pull {{it.image}}: the tag does not exist"
            evidence: ["{{it.message}}"]
            rank: 90
            fixes:
              - name: previous-revision
                needs: has(it.rollback.revision)
                tool: k8s_rollout
                arguments: {action: undo, name: "{{it.workload.name}}", toRevision: "{{it.rollback.revision}}"}
                why: "revision {{it.rollback.revision}} ran"
                risk: low
            handover: {because: only you know the right tag, commands: ["kubectl set image deploy/{{it.workload.name}} {{it.container}}=IMAGE"]}
            examples:
              - name: the tag is not in the registry
                facts: {waiting: [{reason: ErrImagePull, message: "web:9 not found", container: web, image: "web:9", workload: {kind: Deployment, namespace: shop, name: web}, rollback: {revision: 3}}]}
                expect: match
                says: "web of web cannot pull web:9: the tag does not exist"
                fixes: [previous-revision]
              - name: still creating
                facts: {waiting: [{reason: ContainerCreating, message: ""}]}
                expect: no-match
            """;

    PackDirectory pack(String name) {
        return write(name + "/pack.yaml", """
                name: %s
                version: "1"
                owner: we
                description: Rules of ours.
                """.formatted(name));
    }

    PackDirectory mute(String pack, String rule, String until) {
        return write(pack + "/pack.yaml", """
                name: %s
                version: "1"
                owner: we
                description: Rules of ours.
                mutes:
                  - {rule: %s, owner: jane, reason: too strict for a test cluster, until: %s}
                """.formatted(pack, rule, until));
    }

    PackDirectory write(String path, String text) {
        try {
            var file = root.resolve(path);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RulePacks above(RulePacks below) throws RulePackRejected {
        return below.and(root, null);
    }

    /** What is wrong with it, line by line; empty if nothing is. */
    String problems(RulePacks below) {
        try {
            above(below);
            return "";
        } catch (RulePackRejected e) {
            return String.valueOf(e.getMessage());
        }
    }

    static GuardInput update(String kind, @Nullable String name) {
        return new GuardInput(
                Map.of("tool", "k8s_patch"),
                name == null ? Map.of("kind", kind) : Map.of("kind", kind, "name", name),
                "update",
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                Map.of());
    }
}
