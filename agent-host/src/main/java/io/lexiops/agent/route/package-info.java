/** Which tool executes a step, and what happens when it fails. */
@ApplicationModule(allowedDependencies = {"request", "plan", "review", "tool"})
@NullMarked
package io.lexiops.agent.route;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
