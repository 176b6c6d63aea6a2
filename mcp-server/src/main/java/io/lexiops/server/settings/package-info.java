/** The settings of the server itself. */
@ApplicationModule(allowedDependencies = {"tool"})
@NullMarked
package io.lexiops.server.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
