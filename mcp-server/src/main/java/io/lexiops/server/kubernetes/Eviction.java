package io.lexiops.server.kubernetes;

/** What came of asking a pod to leave its node. */
public sealed interface Eviction {

    /** It ends now, in its own time. */
    record Granted() implements Eviction {}

    /** It is not there any more, or another one has its name. */
    record Gone() implements Eviction {}

    /** A disruption budget forbids it now; asking again later may help. */
    record Forbidden(String why) implements Eviction {}
}
