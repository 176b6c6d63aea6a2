package io.lexiops.rules;

import java.util.List;

/**
 * A part of a request that differs from request to request.
 *
 * @param type     how it is recognised: see {@link IntentReading}
 * @param optional whether the request is complete without it
 * @param many     whether it may be a list; the plan is then made for each
 * @param kinds    the kinds that a name may be of; empty for the usual ones
 * @param after    the words that it follows; empty for the usual ones of its type
 * @param of       the slot that gives it its meaning: the replicas of a workload
 * @param ask      the question for it if it was not said; empty if the intent is not meant without it
 * @param exact    whether one name for objects of two kinds is asked back instead of taking the workload
 */
record IntentSlot(
        String name,
        String type,
        boolean optional,
        boolean many,
        List<String> kinds,
        List<String> after,
        String of,
        boolean exact,
        String ask) {

    IntentSlot {
        kinds = List.copyOf(kinds);
        after = List.copyOf(after);
    }
}
