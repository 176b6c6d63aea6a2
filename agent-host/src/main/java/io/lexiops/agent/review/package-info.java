/** May this plan run? No model can loosen the answer. */
@ApplicationModule(allowedDependencies = {"request", "plan", "tool"})
@NullMarked
package io.lexiops.agent.review;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
