package io.lexiops.server.sandbox;

import java.time.Clock;

/** What every endpoint and controller works with. */
record Machinery(
        ObjectStore store,
        Schema schema,
        ResourceCatalog catalog,
        ObjectWrites writes,
        ObjectDeletes deletes,
        Clock clock) {}
