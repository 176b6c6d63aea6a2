package io.lexiops.rules;

import java.util.Map;

/**
 * An example of a guard.
 *
 * @param violated whether the guard must object
 * @param says     what it must say then; empty if that does not matter
 */
record GuardExample(String name, int line, int column, Map<String, Object> variables, boolean violated, String says) {}
