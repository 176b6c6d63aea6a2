package io.lexiops.agent.respond;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.KnowledgeUnavailable;
import io.lexiops.agent.knowledge.Passage;
import io.lexiops.agent.knowledge.Query;
import io.lexiops.agent.knowledge.SecretMask;
import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.rules.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Writes the answer: what was found, what was done, how it was verified, what could not be checked, and by which rules. */
@Component
public final class Responder {

    // Three passages: an answer is read on one screen.
    private static final int CITED = 3;
    // Among the first six both by words and by meaning.
    private static final double CLOSE = 0.91;

    private final KnowledgeBase knowledge;

    Responder(KnowledgeBase knowledge) {
        this.knowledge = knowledge;
    }

    public Response respond(Settlement settlement) {
        var gaps = new ArrayList<>(settlement.unchecked());
        var passages = passages(settlement, gaps);
        var changes = ChangeLines.of(settlement);
        var rules = rules(settlement);
        var text = SecretMask.apply(new AnswerText(settlement, changes, passages, gaps, rules).write());
        return new Response(
                text,
                settlement.facts().stream().map(Responder::fact).toList(),
                changes.stream().map(ChangeLine::toJson).toList(),
                passages.stream().map(Responder::citation).toList(),
                gaps,
                rules);
    }

    private List<Passage> passages(Settlement settlement, List<String> gaps) {
        try {
            var causes = causes(settlement);
            var words = settlement.request().text() + "\n"
                    + settlement.facts().stream().map(Planning.Fact::says).collect(Collectors.joining("\n"));
            if (!causes.isEmpty()) {
                // What people wrote down comes before what the program did.
                return Stream.of("runbooks/", "lessons/")
                        .flatMap(folder -> {
                            var filter = Query.Filter.folder(folder).withCauses(causes);
                            return knowledge.find(Query.files(words, CITED).in(filter)).stream();
                        })
                        .limit(CITED)
                        .toList();
            }
            if (plan(settlement).filter(plan -> !plan.onlyReads()).isEmpty()) {
                return List.of();
            }
            return knowledge.find(Query.files(words, CITED).in(Query.Filter.folder("runbooks/"))).stream()
                    .filter(passage -> passage.score() >= CLOSE)
                    .toList();
        } catch (KnowledgeUnavailable e) {
            gaps.add("the knowledge repository could not be read: " + e.getMessage());
            return List.of();
        }
    }

    private static Set<String> causes(Settlement settlement) {
        return settlement.facts().stream()
                .map(Planning.Fact::rule)
                .filter(rule -> !rule.isBlank())
                .collect(Collectors.toSet());
    }

    private static List<String> rules(Settlement settlement) {
        var rules = new LinkedHashSet<String>();
        plan(settlement).map(Plan::rule).filter(rule -> !rule.isBlank()).ifPresent(rules::add);
        rules.addAll(causes(settlement).stream().sorted().toList());
        Stream.ofNullable(settlement.review())
                .flatMap(review -> review.verdict().findings().stream())
                .map(Finding::rule)
                .forEach(rules::add);
        settlement.objections().forEach(objection -> rules.addAll(objection.rules()));
        return List.copyOf(rules);
    }

    static Optional<Plan> plan(Settlement settlement) {
        return settlement.planning() instanceof Planning.Planned planned
                ? Optional.of(planned.plan())
                : Optional.empty();
    }

    private static Map<String, Object> fact(Planning.Fact fact) {
        var json = new LinkedHashMap<String, Object>(fact.details());
        json.put("rule", fact.rule());
        json.put("says", fact.says());
        json.put("source", fact.source());
        return json;
    }

    private static Map<String, Object> citation(Passage passage) {
        return Map.of(
                "path", passage.path(),
                "title", passage.title(),
                "heading", passage.heading(),
                "startLine", (long) passage.startLine(),
                "endLine", (long) passage.endLine(),
                "commit", passage.commit());
    }
}
