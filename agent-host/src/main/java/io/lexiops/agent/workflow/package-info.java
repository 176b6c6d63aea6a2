/** The durable state machine of a case. */
@ApplicationModule(
        allowedDependencies = {
            "request",
            "plan",
            "review",
            "route",
            "tool",
            "knowledge",
            "respond",
            "supervise",
            "audit"
        })
@NullMarked
package io.lexiops.agent.workflow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
