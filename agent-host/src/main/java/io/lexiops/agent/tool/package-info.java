/** The Toolbox: what one role sees and may call. */
@ApplicationModule(allowedDependencies = {"request"})
@NullMarked
package io.lexiops.agent.tool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
