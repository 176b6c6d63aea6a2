/** The command line: starts the programs if none is running, talks to the host over HTTP. Knows no other package. */
@ApplicationModule(allowedDependencies = {"review"})
@NullMarked
package io.lexiops.agent.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
