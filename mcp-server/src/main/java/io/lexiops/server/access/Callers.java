package io.lexiops.server.access;

import io.lexiops.server.tool.Caller;

/** Tells who stands behind a bearer token: a static one, a signed one, one of a service account. */
interface Callers {

    /** The audit trail keeps a caller's name whole, or not at all. */
    int LONGEST_NAME = 200;

    /**
     * Whose token it is.
     *
     * @param token as it stood in the Authorization header
     */
    Answer byToken(String token);

    /** The same, as far as it can be told without asking another program. */
    default Answer byTokenAlone(String token) {
        return byToken(token);
    }

    /** What there is to say of a token. None of it repeats the token. */
    sealed interface Answer {

        record Known(Caller caller) implements Answer {}

        /** Not a token of this kind. */
        record Unknown() implements Answer {}

        /**
         * A token of this kind that is not good.
         *
         * @param why for the client: {@code the token has expired}
         */
        record Refused(String why) implements Answer {}

        /** A good token of somebody to whom nothing here is open. */
        record NothingOpen(String why) implements Answer {}

        /** Nobody can tell now. */
        record Away(String why) implements Answer {}

        /** Nobody is asked now: there were too many bad ones. */
        record TooMany() implements Answer {}
    }
}
