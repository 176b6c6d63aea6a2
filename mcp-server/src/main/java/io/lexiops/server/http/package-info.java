/** How a backend with a JSON API is reached over HTTP; the only package beside its users that knows OkHttp. */
@ApplicationModule(allowedDependencies = {"tool"})
@NullMarked
package io.lexiops.server.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
