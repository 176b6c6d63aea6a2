/** The contract of a tool: what it promises, what it gets, what it answers. JDK only. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.lexiops.server.tool;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
