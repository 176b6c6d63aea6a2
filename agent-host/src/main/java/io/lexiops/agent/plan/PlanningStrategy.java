package io.lexiops.agent.plan;

import java.util.Optional;

/** One way to a plan. Strategies are asked in the order of their {@code @Order}. */
interface PlanningStrategy {

    /**
     * Plans, or says why it cannot, or leaves it to the next.
     *
     * @return empty if this strategy has nothing to say about the request
     * @throws ClusterUnreadable if a fact that it needs cannot be read
     */
    Optional<Planning> plan(PlanningDesk desk);
}
