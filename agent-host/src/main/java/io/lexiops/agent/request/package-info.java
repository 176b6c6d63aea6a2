/** What an operator hands over. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.lexiops.agent.request;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
