/**
 * A language model as an addition: off unless configured, asked only for what no rule covers, never obeyed unreviewed.
 *
 * <pre>
 * complete   prompt   -> completion
 * </pre>
 */
@ApplicationModule(displayName = "Language model")
@NullMarked
package io.lexiops.agent.llm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
