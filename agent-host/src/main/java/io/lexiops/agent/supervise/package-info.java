/**
 * Watches the settled cases and proposes what should change. It never changes anything by itself.
 *
 * <pre>
 * look     closed cases, signal rules   -> signals
 * propose  signal                       -> a commit on a branch, with evidence and backtest
 * decide   proposal, person             -> merged or rejected
 * </pre>
 */
@ApplicationModule(
        displayName = "Supervisor",
        allowedDependencies = {"knowledge", "plan"})
@NullMarked
package io.lexiops.agent.supervise;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
