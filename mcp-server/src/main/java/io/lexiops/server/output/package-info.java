/** Slim shapes, tables, projection, paging and the token budget of what tools answer. */
@ApplicationModule(allowedDependencies = {"tool"})
@NullMarked
package io.lexiops.server.output;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
