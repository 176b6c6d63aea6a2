package io.lexiops.agent.supervise;

import java.util.List;

/** The signal rules in force. */
public interface SignalRules {

    List<SignalRule> inForce();
}
