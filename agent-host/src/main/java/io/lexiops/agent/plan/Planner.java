package io.lexiops.agent.plan;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.KnowledgeUnavailable;
import io.lexiops.agent.knowledge.Passage;
import io.lexiops.agent.knowledge.Query;
import io.lexiops.agent.tool.AgentRole;
import io.lexiops.agent.tool.Toolbox;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Makes a plan of a request. A chain of strategies: the first that is sure plans; where none is, the operator is asked or
 * told what is missing.
 *
 * <pre>
 * intents    words            -> calls, or a target to look at
 * causes     target           -> diagnosis, its first fix that holds
 * runbooks   causes without a fix of their own -> machine-readable steps of the team
 * model      words that no rule understands    -> steps, all of them checked
 * </pre>
 *
 * <p>Planning by rules is a pure function of the request, the facts, the packs and the knowledge commit.
 */
@Component
public final class Planner {

    // Three passages: what is cited in a plan must fit its screen.
    private static final int PASSAGES = 3;

    private final List<PlanningStrategy> strategies;
    private final Toolbox toolbox;
    private final PacksInForce packs;
    private final KnowledgeBase knowledge;

    Planner(List<PlanningStrategy> strategies, List<Toolbox> toolboxes, PacksInForce packs, KnowledgeBase knowledge) {
        this.strategies = List.copyOf(strategies);
        this.toolbox = toolboxes.stream()
                .filter(candidate -> candidate.role() == AgentRole.PLANNER)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no toolbox for the planner"));
        this.packs = packs;
        this.knowledge = knowledge;
    }

    public Planning plan(PlanningRequest request) {
        var desk = desk(request);
        try {
            for (var strategy : strategies) {
                var planning = strategy.plan(desk);
                if (planning.isPresent()) {
                    return planning.get();
                }
            }
        } catch (ClusterUnreadable e) {
            return e.toPlanning();
        }
        return desk.undecided();
    }

    /** Everything that one planning goes by, read once. */
    private PlanningDesk desk(PlanningRequest request) {
        String commit;
        List<Passage> passages;
        try {
            passages = knowledge.find(
                    Query.files(request.request().text(), PASSAGES).in(Query.Filter.folder("runbooks/")));
            commit = passages.isEmpty()
                    ? knowledge.commit()
                    : passages.getFirst().commit();
        } catch (KnowledgeUnavailable _) {
            // Planning goes on by rules alone; a plan without a commit says that no knowledge was asked.
            passages = List.of();
            commit = "";
        }
        return new PlanningDesk(request, toolbox, packs.current(), passages, commit);
    }
}
