package io.lexiops.rules;

import java.util.Map;

/**
 * A way to remove a cause.
 *
 * @param tool      the write tool to call
 * @param arguments its arguments, filled in from the facts
 * @param risk      {@code low}, {@code medium} or {@code high}
 * @param verify    what must hold afterwards, for example {@code converged}
 */
public record Fix(String name, String tool, Map<String, Object> arguments, String why, String risk, String verify) {}
