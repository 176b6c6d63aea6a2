/** The audit trail: hash-chained, for compliance. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.lexiops.agent.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
