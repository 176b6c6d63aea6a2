package io.lexiops.agent.supervise;

import java.io.IOException;
import java.util.Optional;

/** Turns a signal into a change that could end it. */
interface Proposer {

    /** The change, or empty if this proposer has none for the signal. */
    Optional<Draft> draft(Signal signal) throws IOException;
}
