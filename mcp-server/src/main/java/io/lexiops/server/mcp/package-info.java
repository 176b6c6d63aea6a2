/** The edge: tools over the Model Context Protocol. The only package that knows the SDK. */
@ApplicationModule(
        allowedDependencies = {"tool", "access", "audit", "redact", "output", "settings", "rules", "kubernetes"})
@NullMarked
package io.lexiops.server.mcp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
