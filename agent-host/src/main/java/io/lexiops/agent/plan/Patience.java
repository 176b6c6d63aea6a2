package io.lexiops.agent.plan;

import java.time.Duration;

/**
 * Somebody says that it is broken while a rollout has only begun to fail: seconds later there is a cause to be seen. So
 * planning looks again for a while before it says that nothing is wrong.
 */
interface Patience {

    /**
     * Waits until the next look.
     *
     * @param look how many looks there were
     * @param fix  whether it is to be mended, not only asked about
     * @return false if there were looks enough
     */
    boolean waitsFor(int look, boolean fix);

    /** Looks every two seconds: for a minute before a repair, for a quarter of that before an answer. */
    static Patience ofOperators() {
        return (look, fix) -> {
            if (look > (fix ? 30 : 8)) {
                return false;
            }
            try {
                Thread.sleep(Duration.ofSeconds(2));
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }
}
