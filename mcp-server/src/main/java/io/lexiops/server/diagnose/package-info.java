/**
 * What is wrong and what would mend it: typed facts are collected from the API's objects, events and logs, and the cause
 * rules of the packs turn them into ranked causes with evidence and fixes.
 */
@ApplicationModule(allowedDependencies = {"tool", "output", "rules", "kubernetes"})
@NullMarked
package io.lexiops.server.diagnose;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
