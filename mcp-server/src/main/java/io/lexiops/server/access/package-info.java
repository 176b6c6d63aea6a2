/** Who calls, and what they may. */
@ApplicationModule(allowedDependencies = {"tool", "settings"})
@NullMarked
package io.lexiops.server.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
