/** Requests become plans: by intent rules, cause rules, runbooks, and a model if there is one. */
@ApplicationModule(allowedDependencies = {"request", "tool", "knowledge", "llm"})
@NullMarked
package io.lexiops.agent.plan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
