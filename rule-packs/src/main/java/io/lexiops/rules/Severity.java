package io.lexiops.rules;

/** How much a finding weighs. */
public enum Severity {
    /** Told, and nothing more. */
    NOTE,
    /** One person must allow it. */
    APPROVAL,
    /** Two different people must allow it. */
    TWO_PERSON,
    /** Nobody can allow it. */
    BLOCK
}
