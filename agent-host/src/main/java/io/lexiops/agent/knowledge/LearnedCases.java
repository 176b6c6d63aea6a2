package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which commit holds the lesson of which case: the log itself is the record, so it cannot disagree with the files. */
final class LearnedCases {

    static final String TRAILER = "Case";

    private static final int ALL = Integer.MAX_VALUE;

    private final GitRepository repository;

    private final Map<String, String> commits = new HashMap<>();

    private @Nullable String walked;

    LearnedCases(GitRepository repository) {
        this.repository = repository;
    }

    /** The commit that holds the lesson of a case, or null if the case was not learned yet. */
    synchronized @Nullable String commitOf(String caseId, String head) throws IOException {
        if (!head.equals(walked)) {
            var known = walked != null && repository.reaches(walked, head);
            if (!known) {
                commits.clear();
            }
            var newestFirst = repository.log(head, known ? walked : null, ALL);
            for (var revision : newestFirst.reversed()) {
                for (var id : revision.trailers().getOrDefault(TRAILER, List.of())) {
                    commits.putIfAbsent(id, revision.id());
                }
            }
            walked = head;
        }
        return commits.get(caseId);
    }
}
