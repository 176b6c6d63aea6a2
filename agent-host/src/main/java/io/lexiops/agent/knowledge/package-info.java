/**
 * What the operators know, kept in git: found while planning, grown by one lesson after each case.
 *
 * <pre>
 * find    words, filter   -> passages with path, lines and commit
 * learn   lesson          -> commit
 * </pre>
 */
@ApplicationModule(displayName = "Knowledge")
@NullMarked
package io.lexiops.agent.knowledge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
