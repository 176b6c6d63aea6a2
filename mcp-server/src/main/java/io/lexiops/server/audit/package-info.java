/** One hash-chained record for each call. */
@ApplicationModule(allowedDependencies = {"tool", "redact", "settings"})
@NullMarked
package io.lexiops.server.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
