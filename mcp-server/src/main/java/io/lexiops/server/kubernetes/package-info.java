/** The Kubernetes backend: the port in our words, its adapter, and one class for each tool. */
@ApplicationModule(allowedDependencies = {"tool", "http", "access", "output", "change", "redact", "sandbox"})
@NullMarked
package io.lexiops.server.kubernetes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
