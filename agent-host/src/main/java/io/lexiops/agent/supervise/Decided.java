package io.lexiops.agent.supervise;

import java.util.List;

/** What became of a person's decision. */
public sealed interface Decided {

    /** Merged or rejected as asked. */
    record Done(Proposal proposal) implements Decided {}

    /** There is no such proposal. */
    record Unknown(String id) implements Decided {}

    /** It was decided before. */
    record Already(Proposal proposal) implements Decided {}

    /** It cannot be merged as it is: lines that both sides changed, or rules that are not valid. */
    record NotMergeable(Proposal proposal, List<String> why) implements Decided {
        public NotMergeable {
            why = List.copyOf(why);
        }
    }
}
