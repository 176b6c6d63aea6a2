package io.lexiops.server.sandbox;

/** Brings the world nearer to what one object says; called again whenever something about it has changed. */
interface Reconciler {

    /** Says which objects have to be looked at after the change. */
    void observe(Change change);

    void reconcile(ObjectId id);
}
