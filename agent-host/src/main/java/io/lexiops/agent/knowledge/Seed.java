package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.util.SortedMap;

/** The knowledge a new repository begins with. */
interface Seed {

    /** Whole texts by path. */
    SortedMap<String, String> files() throws IOException;
}
