package io.lexiops.server.audit;

/** Whether the trail is as it was written. */
public sealed interface Verification {

    record Intact(long records) implements Verification {}

    /** The first place where it is not. */
    record Broken(long sequence, String why) implements Verification {}
}
