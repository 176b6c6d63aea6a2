/** Outcomes and passages become an answer. */
@ApplicationModule(allowedDependencies = {"request", "plan", "review", "route", "tool", "knowledge"})
@NullMarked
package io.lexiops.agent.respond;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
