/** The guarded change pipeline: the only way to a write. */
@ApplicationModule(allowedDependencies = {"tool", "access", "audit", "redact"})
@NullMarked
package io.lexiops.server.change;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
