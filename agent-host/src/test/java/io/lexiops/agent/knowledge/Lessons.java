package io.lexiops.agent.knowledge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Lessons for tests. */
final class Lessons {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private Lessons() {}

    static Lesson of(String caseId) {
        return of(caseId, "Deployment shop/web", "ImagePullBackOff of registry.test/web:9.9");
    }

    static Lesson of(String caseId, String owner, String symptom) {
        return new Lesson(
                caseId,
                new Lesson.Key("image", owner, "core/image-tag-missing.previous-revision"),
                new Lesson.Told(
                        "web cannot pull registry.test/web:9.9: the tag does not exist",
                        List.of(symptom),
                        List.of("k8s_rollout undo to revision 3"),
                        Lesson.Outcome.COMPLETED,
                        Duration.ofSeconds(42),
                        NOON),
                new Lesson.Provenance("sha256:abc", List.of("core/image-tag-missing"), "alice"));
    }
}
