package io.lexiops.agent.request;

/** How far a request may go. */
public enum Mode {
    /** Answers; changes nothing. */
    ASK,
    /** Plans and reviews; changes nothing. */
    PLAN,
    /** Runs what review, policy and people allow. */
    RUN
}
