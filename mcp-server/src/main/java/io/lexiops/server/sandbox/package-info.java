/** The built-in simulated cluster: the Kubernetes API in process, with controllers and a fault model. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.lexiops.server.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
