/** The rule packs in force: built-in ones and the operators', reloaded when they change. */
@ApplicationModule(allowedDependencies = {"tool"})
@NullMarked
package io.lexiops.server.rules;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
