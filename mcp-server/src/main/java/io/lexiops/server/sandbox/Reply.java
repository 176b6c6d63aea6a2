package io.lexiops.server.sandbox;

/** What the server sends back: one answer, or a stream that goes on. */
sealed interface Reply permits ApiAnswer, WatchStream {}
