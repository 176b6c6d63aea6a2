package io.lexiops.server.sandbox;

/** A plugin that may change or refuse a write after its defaults are set. */
interface Admission {

    void admit(WriteAttempt attempt);
}
