/** The Prometheus backend: the port in our words, its adapter, and one class for each tool. */
@ApplicationModule(allowedDependencies = {"tool", "access", "output", "http"})
@NullMarked
package io.lexiops.server.prometheus;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
