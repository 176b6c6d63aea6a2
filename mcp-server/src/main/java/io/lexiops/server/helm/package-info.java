/** The Helm backend: the port in our words, its adapter, and one class for each tool. */
@ApplicationModule(
        allowedDependencies = {"tool", "access", "output", "redact", "change", "kubernetes", "http", "sandbox"})
@NullMarked
package io.lexiops.server.helm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
