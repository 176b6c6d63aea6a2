/** REST and server-sent events for people and programs. */
@ApplicationModule(
        allowedDependencies = {
            "request",
            "plan",
            "review",
            "route",
            "respond",
            "workflow",
            "tool",
            "knowledge",
            "access",
            "audit",
            "supervise"
        })
@NullMarked
package io.lexiops.agent.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
