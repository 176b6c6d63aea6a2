/** Who may do what at the host's HTTP endpoint. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.lexiops.agent.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
