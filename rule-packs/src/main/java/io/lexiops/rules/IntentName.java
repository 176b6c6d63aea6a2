package io.lexiops.rules;

import java.util.List;

/**
 * A name as somebody wrote it, before it is looked up.
 *
 * @param text  without kind and quotes
 * @param kinds the kinds that it may be of, the likeliest first
 * @param said  whether a word for the kind stood beside it
 * @param known whether an object of this name exists somewhere
 */
record IntentName(String text, List<String> kinds, boolean said, boolean known) {

    IntentName {
        kinds = List.copyOf(kinds);
    }
}
