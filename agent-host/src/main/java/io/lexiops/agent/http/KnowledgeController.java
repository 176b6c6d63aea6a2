package io.lexiops.agent.http;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.Passage;
import io.lexiops.agent.knowledge.Query;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Search in the knowledge repository, at any commit. */
@RestController
@RequestMapping("/api/v1/knowledge")
class KnowledgeController {

    private final KnowledgeBase knowledge;

    KnowledgeController(KnowledgeBase knowledge) {
        this.knowledge = knowledge;
    }

    @GetMapping("/search")
    Map<String, Object> search(
            @RequestParam("q") String words,
            @RequestParam(required = false) @Nullable String at,
            @RequestParam(defaultValue = "5") int limit) {
        if (words.isBlank()) {
            throw new IllegalArgumentException("'q' is empty: say what to look for");
        }
        var query = Query.of(words, limit);
        var commit = at == null ? knowledge.commit() : at;
        return Map.of(
                "commit",
                commit,
                "passages",
                knowledge.findAt(commit, query).stream()
                        .map(KnowledgeController::passage)
                        .toList());
    }

    private static Map<String, Object> passage(Passage passage) {
        var json = new LinkedHashMap<String, Object>();
        json.put("path", passage.path());
        json.put("title", passage.title());
        json.put("heading", passage.heading());
        json.put("startLine", passage.startLine());
        json.put("endLine", passage.endLine());
        json.put("commit", passage.commit());
        json.put("score", passage.score());
        json.put("citation", passage.citation());
        json.put("text", passage.text());
        return json;
    }
}
