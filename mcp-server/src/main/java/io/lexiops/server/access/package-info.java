/** Who calls, and what they may. */
@ApplicationModule(allowedDependencies = {"tool", "settings", "http"})
@NullMarked
package io.lexiops.server.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
