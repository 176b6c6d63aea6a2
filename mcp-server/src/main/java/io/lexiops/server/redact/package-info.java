/** The one redactor: it stands before everything that leaves. */
@ApplicationModule(allowedDependencies = {"tool", "settings"})
@NullMarked
package io.lexiops.server.redact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
