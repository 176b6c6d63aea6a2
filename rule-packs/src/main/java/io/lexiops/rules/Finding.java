package io.lexiops.rules;

/**
 * What a rule objects to.
 *
 * @param rule    pack and rule: {@code core/replica-change}
 * @param message what is wrong here, in words for an operator
 * @param remedy  what to do instead; may be empty
 */
public record Finding(String rule, Severity severity, String message, String remedy) {}
