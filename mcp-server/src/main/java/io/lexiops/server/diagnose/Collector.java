package io.lexiops.server.diagnose;

/** Finds facts of one kind about a workload. */
interface Collector {

    void collect(Subject subject, Facts facts);
}
