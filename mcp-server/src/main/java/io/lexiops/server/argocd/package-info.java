/** The Argo CD backend: the port in our words, its adapter, and one class for each tool. */
@ApplicationModule(allowedDependencies = {"tool", "access", "output", "redact", "change", "kubernetes", "http"})
@NullMarked
package io.lexiops.server.argocd;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
